/// A model of the stores in memory: the same contract as H2 and PostgreSQL, on one thread, replayable,
/// with faults at the moments that matter. Simulations stand on it.
@NullMarked
package dev.carillon.engine.store.memory;

import org.jspecify.annotations.NullMarked;
