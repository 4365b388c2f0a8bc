/// Measures a node as a whole.
@NullMarked
package dev.carillon.benchmark;

import org.jspecify.annotations.NullMarked;
