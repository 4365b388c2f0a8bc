package dev.carillon.engine.time;

import java.time.Instant;
import java.time.zone.ZoneRules;

/// The time between two changes of a zone's offset. All are seconds; instants are since 1970 UTC.
///
/// @param from the change that began it, or FOREVER negated
/// @param until the next change, not included, or FOREVER
/// @param offset local time less UTC
/// @param before the offset before `from`
record Stretch(long from, long until, int offset, int before) {
    /// Later than all that is told here, and far from overflow.
    static final long FOREVER = 1L << 50;

    static Stretch of(ZoneRules rules, long second) {
        Instant at = Instant.ofEpochSecond(second);
        int offset = rules.getOffset(at).getTotalSeconds();
        if (rules.isFixedOffset()) {
            return new Stretch(-FOREVER, FOREVER, offset, offset);
        }
        var began = rules.previousTransition(at.plusSeconds(1));
        var ends = rules.nextTransition(at);
        return new Stretch(
                began == null ? -FOREVER : began.getInstant().getEpochSecond(),
                ends == null ? FOREVER : ends.getInstant().getEpochSecond(),
                offset,
                began == null ? offset : began.getOffsetBefore().getTotalSeconds());
    }

    boolean has(long second) {
        return second >= from && second < until;
    }

    boolean beganWithGap() {
        return offset > before;
    }

    /// Whether a local time is in the gap that began it.
    boolean lost(long local) {
        return local >= from + before && local < from + offset;
    }

    /// Whether a local time of it was there before, in the overlap that began it.
    boolean again(long local) {
        return local < from + before;
    }
}
