/// What is due in a time to come, how long it will take by the last runs, and what may go wrong. Reads only.
@NullMarked
package dev.carillon.engine.forecast;

import org.jspecify.annotations.NullMarked;
