/// Segments divide scheduling: a job belongs to one, a segment has one owner and an epoch that only
/// rises. Every firing transaction checks the epoch.
@NullMarked
package dev.carillon.engine.segment;

import org.jspecify.annotations.NullMarked;
