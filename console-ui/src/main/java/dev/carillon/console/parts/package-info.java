/// Controls that several screens use.
@NullMarked
package dev.carillon.console.parts;

import org.jspecify.annotations.NullMarked;
