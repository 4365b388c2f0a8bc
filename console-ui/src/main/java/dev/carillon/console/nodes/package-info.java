/// The nodes, the segments they own, and how a node is emptied.
@NullMarked
package dev.carillon.console.nodes;

import org.jspecify.annotations.NullMarked;
