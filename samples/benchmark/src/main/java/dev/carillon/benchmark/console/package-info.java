/// How fast the console is: its start, a storm of events, a table and a log of a million lines.
@NullMarked
package dev.carillon.benchmark.console;

import org.jspecify.annotations.NullMarked;
