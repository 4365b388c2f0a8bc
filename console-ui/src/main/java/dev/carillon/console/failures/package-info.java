/// Failures that are alike, in one inbox.
@NullMarked
package dev.carillon.console.failures;

import org.jspecify.annotations.NullMarked;
