/// The output of a run, however long it is: lines as bytes, drawn on a canvas, searched in the background.
@NullMarked
package dev.carillon.console.parts.log;

import org.jspecify.annotations.NullMarked;
