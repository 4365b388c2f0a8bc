/// The run queue, the only writer of the table `run`. Every change of state is a compare-and-set on
/// (state, fence) and its count is checked.
@NullMarked
package dev.carillon.engine.queue;

import org.jspecify.annotations.NullMarked;
