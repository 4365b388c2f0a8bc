package dev.carillon.engine.time;

/// Whether a time is in a set of times, and until when that stays so at least.
///
/// @param until milliseconds since 1970, not included
record Span(boolean in, long until) {
    static final long FOREVER = Stretch.FOREVER;

    /// In one or the other.
    Span or(Span other) {
        if (in == other.in) {
            return new Span(in, in ? Math.max(until, other.until) : Math.min(until, other.until));
        }
        return in ? this : other;
    }

    Span and(Span other) {
        return not().or(other.not()).not();
    }

    Span not() {
        return new Span(!in, until);
    }
}
