/// The engine as a whole: [dev.carillon.engine.Engine] builds, starts and stops the parts.
@NullMarked
package dev.carillon.engine;

import org.jspecify.annotations.NullMarked;
