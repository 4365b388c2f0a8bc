/// Takes runs out of the queue, starts them on time, and brings their results back.
@NullMarked
package dev.carillon.engine.work;

import org.jspecify.annotations.NullMarked;
