/// The console as a program.
@NullMarked
package dev.carillon.console.start;

import org.jspecify.annotations.NullMarked;
