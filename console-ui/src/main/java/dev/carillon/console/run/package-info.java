/// One run.
@NullMarked
package dev.carillon.console.run;

import org.jspecify.annotations.NullMarked;
