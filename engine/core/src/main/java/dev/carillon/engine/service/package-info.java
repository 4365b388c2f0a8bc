/// The shape of everything that lives: clocks, loops and their threads. A leaf; knows nobody.
@NullMarked
package dev.carillon.engine.service;

import org.jspecify.annotations.NullMarked;
