@org.jspecify.annotations.NullMarked
package dev.carillon.engine.executor;
