/// What ran and what will run, on one time line.
@NullMarked
package dev.carillon.console.tonight;

import org.jspecify.annotations.NullMarked;
