/// Quartz: lanes that fire the due triggers of the segments this node owns. The only package that
/// imports `org.quartz`.
@NullMarked
package dev.carillon.engine.schedule;

import org.jspecify.annotations.NullMarked;
