/// The jobs the node runs while it is measured. They are put into a plugin jar of their own, as a
/// user's job would be, and run inside the node's process.
@NullMarked
package dev.carillon.benchmark.job;

import org.jspecify.annotations.NullMarked;
