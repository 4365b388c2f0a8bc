/// Tries what starts nodes in containers.
@NullMarked
package dev.carillon.container;

import org.jspecify.annotations.NullMarked;
