/// The program: the command line, the configuration of a node, and the one place that puts its parts
/// together.
@NullMarked
package dev.carillon.node;

import org.jspecify.annotations.NullMarked;
