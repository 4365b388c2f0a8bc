/// Membership by JGroups over mutual TLS. The only importer of JGroups.
@NullMarked
package dev.carillon.cluster.jgroups;

import org.jspecify.annotations.NullMarked;
