/// Which clusters there are.
@NullMarked
package dev.carillon.console.connections;

import org.jspecify.annotations.NullMarked;
