/// What is going on.
@NullMarked
package dev.carillon.console.now;

import org.jspecify.annotations.NullMarked;
