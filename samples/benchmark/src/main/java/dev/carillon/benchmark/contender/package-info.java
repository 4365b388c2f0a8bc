/// Carillon and other schedulers under one interface, and plain JDBC beside them: each is measured in a process of its
/// own, called in that process, by the same code.
@NullMarked
package dev.carillon.benchmark.contender;

import org.jspecify.annotations.NullMarked;
