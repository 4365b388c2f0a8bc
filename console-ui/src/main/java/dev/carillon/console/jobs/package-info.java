/// The jobs: how each of them fares, and what can be done with it.
@NullMarked
package dev.carillon.console.jobs;

import org.jspecify.annotations.NullMarked;
