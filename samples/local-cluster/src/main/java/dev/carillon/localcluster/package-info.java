/// A PostgreSQL for the sample where none is installed.
@NullMarked
package dev.carillon.localcluster;

import org.jspecify.annotations.NullMarked;
