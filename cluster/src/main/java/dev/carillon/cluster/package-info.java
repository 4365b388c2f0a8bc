/// Several nodes on one database as one scheduler. The database is the judge: leases, owners and epochs are rows
/// changed by compare-and-set. What nodes tell each other only makes things earlier.
@NullMarked
package dev.carillon.cluster;

import org.jspecify.annotations.NullMarked;
