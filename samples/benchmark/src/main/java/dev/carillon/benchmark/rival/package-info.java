/// Other schedulers of the same machine, each measured in a process of its own, by the calls its own
/// documentation recommends and with no HTTP in between, which is in their favour. They get the same
/// Java options, the same database with the same durability, and a pool of connections each.
@NullMarked
package dev.carillon.benchmark.rival;

import org.jspecify.annotations.NullMarked;
