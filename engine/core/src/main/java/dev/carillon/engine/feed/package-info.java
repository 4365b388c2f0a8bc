/// The live feed of changes, bounded, with a cursor.
@NullMarked
package dev.carillon.engine.feed;

import org.jspecify.annotations.NullMarked;
