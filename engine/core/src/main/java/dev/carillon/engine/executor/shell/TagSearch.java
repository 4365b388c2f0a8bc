package dev.carillon.engine.executor.shell;

/// Whether an attempt has left processes behind, by their tag.
///
/// @param tagged whether its processes have their tag
/// @param begun before the first of them was started
record TagSearch(AttemptTag tag, boolean tagged, ProcessNumbers.Moment begun, LivingTags living) {
    /// Whether none is left for certain.
    boolean findsNone() throws InterruptedException {
        return tagged && !living.since(begun).contains(tag);
    }
}
