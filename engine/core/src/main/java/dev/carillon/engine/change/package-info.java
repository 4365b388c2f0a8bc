/// The log of changes: who changed what and when, written in the transaction of the change, and which change takes
/// which one back.
@NullMarked
package dev.carillon.engine.change;

import org.jspecify.annotations.NullMarked;
