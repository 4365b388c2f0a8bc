/// What the nodes of a cluster share, sealed with the cluster's secret: the authority that signs each node's
/// certificate, the key of secret parameters, and the admin token.
@NullMarked
package dev.carillon.cluster.keys;

import org.jspecify.annotations.NullMarked;
