/// Queues, their limits, and how to change them while they work.
@NullMarked
package dev.carillon.console.queues;

import org.jspecify.annotations.NullMarked;
