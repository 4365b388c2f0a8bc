/// The packages as a user has them: installed, started, upgraded and removed.
@NullMarked
package dev.carillon.dist.trial;

import org.jspecify.annotations.NullMarked;
