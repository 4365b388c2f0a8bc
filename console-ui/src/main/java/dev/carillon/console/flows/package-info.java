/// Flows: their runs, and the graph of one with the state of each step.
@NullMarked
package dev.carillon.console.flows;

import org.jspecify.annotations.NullMarked;
