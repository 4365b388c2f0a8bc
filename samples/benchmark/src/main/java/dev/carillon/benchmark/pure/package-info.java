/// Nanoseconds of the parts that touch neither database nor network, by JMH: due times, the plan of segments, definitions,
/// fingerprints of errors, events. They run on the class path of a node.
@NullMarked
package dev.carillon.benchmark.pure;

import org.jspecify.annotations.NullMarked;
