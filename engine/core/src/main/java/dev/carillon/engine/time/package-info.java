/// Due times of schedules: pure functions on `java.time`.
@NullMarked
package dev.carillon.engine.time;

import org.jspecify.annotations.NullMarked;
