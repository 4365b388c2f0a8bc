/// Who did what, and how to take it back.
@NullMarked
package dev.carillon.console.changes;

import org.jspecify.annotations.NullMarked;
