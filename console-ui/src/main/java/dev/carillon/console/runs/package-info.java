/// Runs by a query.
@NullMarked
package dev.carillon.console.runs;

import org.jspecify.annotations.NullMarked;
