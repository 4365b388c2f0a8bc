/// Texts and how times, lengths and counts are written.
@NullMarked
package dev.carillon.console.words;

import org.jspecify.annotations.NullMarked;
