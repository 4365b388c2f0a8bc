/// What the nodes of a cluster share, sealed with the cluster's secret: the authority that signs each node's
/// certificates, the key of secret parameters, and the admin token. And the certificate of a node's API, by that authority,
/// by one of its own, or from files.
@NullMarked
package dev.carillon.cluster.keys;

import org.jspecify.annotations.NullMarked;
