/// Ports of execution: an attempt goes in, its output and its ending come out. One package below for
/// each kind of task.
@NullMarked
package dev.carillon.engine.executor;

import org.jspecify.annotations.NullMarked;
