/// The node of this machine, as programs beside it find it.
@NullMarked
package dev.carillon.api.local;

import org.jspecify.annotations.NullMarked;
