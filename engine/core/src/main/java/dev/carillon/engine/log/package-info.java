/// The stored output of runs, the only writer of the table `run_log`.
@NullMarked
package dev.carillon.engine.log;

import org.jspecify.annotations.NullMarked;
