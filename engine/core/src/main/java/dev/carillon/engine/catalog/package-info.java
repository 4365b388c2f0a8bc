/// Job definitions, the only writer of `job`, `job_version` and `schedule`, and of the triggers that
/// belong to them.
@NullMarked
package dev.carillon.engine.catalog;

import org.jspecify.annotations.NullMarked;
