/// Which nodes a client believes, and by which addresses it reaches them.
@NullMarked
package dev.carillon.api.trust;

import org.jspecify.annotations.NullMarked;
