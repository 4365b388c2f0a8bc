/// One run: how it stands and why, what it wrote, what can be done about it; and two runs beside each other.
@NullMarked
package dev.carillon.console.run;

import org.jspecify.annotations.NullMarked;
