/// A run as the engine sees it: identity, row, and what a claim hands out.
@NullMarked
package dev.carillon.engine.run;

import org.jspecify.annotations.NullMarked;
