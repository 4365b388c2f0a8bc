/// Writes a job: as a form and as YAML, which are always the same.
@NullMarked
package dev.carillon.console.editor;

import org.jspecify.annotations.NullMarked;
