/// Java jobs from plugin jars, each jar in a class loader of its own.
@NullMarked
package dev.carillon.engine.executor.java;

import org.jspecify.annotations.NullMarked;
