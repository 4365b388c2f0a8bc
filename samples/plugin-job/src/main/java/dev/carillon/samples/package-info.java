/// A Java job in a jar of its own, as a user writes one.
@NullMarked
package dev.carillon.samples;

import org.jspecify.annotations.NullMarked;
