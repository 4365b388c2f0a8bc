package dev.carillon.node;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.QueueDefinition;
import dev.carillon.api.QueueDefinition.Rate;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Some limits of a queue, to be put in place of those it has. Null is "as it is".
record QueueChange(
        @Nullable Integer concurrency,
        @Nullable String rate,
        @Nullable Integer burst,
        @Nullable Integer weight,
        @Nullable List<String> closed) {
    private static final Pattern RATE = Pattern.compile("([1-9][0-9]{0,5})/(.+)");
    private static final int MOST = 1_000_000;
    private static final int MOST_WEIGHT = 100;

    QueueChange {
        require("--concurrency", concurrency, MOST);
        require("--burst", burst, MOST);
        require("--weight", weight, MOST_WEIGHT);
    }

    boolean isNothing() {
        return concurrency == null
                && rate == null
                && burst == null
                && weight == null
                && closed == null;
    }

    /// The limits with the change made.
    ///
    /// @throws CarillonException MALFORMED_REQUEST for a burst without a rate
    QueueDefinition of(QueueDefinition queue) {
        return new QueueDefinition(
                queue.name(),
                concurrency == null ? queue.concurrency() : concurrency,
                rate(queue.rate()),
                weight == null ? queue.weight() : weight,
                closed == null ? queue.closed() : closed);
    }

    private @Nullable Rate rate(@Nullable Rate before) {
        Rate base = rate == null ? before : parsed(rate, before == null ? 1 : before.burst());
        if (base == null && burst != null) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    "--burst is how many may start at once by a rate, and there is none; add --rate, such as --rate 10/1m");
        }
        return base == null || burst == null ? base : new Rate(base.count(), base.per(), burst);
    }

    private static Rate parsed(String text, int burst) {
        Matcher parts = RATE.matcher(text);
        if (!parts.matches()) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    "\""
                            + text
                            + "\" is no rate; write a count and a time, such as 10/1m for ten starts a minute");
        }
        return new Rate(Integer.parseInt(parts.group(1)), Moment.duration(parts.group(2)), burst);
    }

    private static void require(String option, @Nullable Integer value, int most) {
        if (value != null && (value < 1 || value > most)) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    option + " is from 1 to " + most + ", not " + value);
        }
    }
}
