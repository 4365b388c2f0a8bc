package dev.carillon.api;

import dev.carillon.api.QueueDefinition.Rate;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the limits of a queue from a parsed text.
final class QueueReader {
    private static final int MOST = 1_000_000;
    private static final int MOST_CALENDARS = 100;
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofDays(31);
    private static final String BOUNDS = "must be from 100ms to 31d";
    private static final Pattern RATE = Pattern.compile("([1-9][0-9]{0,5})/(.+)");

    private QueueReader() {}

    static QueueDefinition read(Section top) {
        return new QueueDefinition(
                Names.of(top, "a queue"),
                top.has("concurrency") ? top.whole("concurrency", 1, MOST, 1) : null,
                rate(top),
                top.whole("weight", 1, 100, 1),
                top.parsedItems("closed", MOST_CALENDARS, Names::calendar));
    }

    // Either "10/1m" or keys with values.
    private static @Nullable Rate rate(Section top) {
        if (!top.isSection("rate")) {
            return top.parsed("rate", QueueReader::rate);
        }
        var section = top.section("rate", Part.RATE);
        if (section == null) {
            return null;
        }
        if (!section.has("count")) {
            section.refuse("\"count\" is needed here");
        }
        Duration per = section.duration("per", Duration.ofSeconds(1));
        if (!isUsable(per)) {
            section.refuse("per", BOUNDS);
        }
        return new Rate(
                section.whole("count", 1, MOST, 1), per, section.whole("burst", 1, MOST, 1));
    }

    private static Rate rate(String text) {
        Matcher parts = RATE.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "\""
                            + Characters.shown(text)
                            + "\" is no rate; write a count of 1 or more and a time, such as 10/1m"
                            + " for ten starts a minute");
        }
        Duration per = Durations.parse(parts.group(2));
        if (!isUsable(per)) {
            throw new IllegalArgumentException("the time of \"" + text + "\" " + BOUNDS);
        }
        return new Rate(Integer.parseInt(parts.group(1)), per, 1);
    }

    private static boolean isUsable(Duration per) {
        return per.compareTo(SHORTEST) >= 0 && per.compareTo(LONGEST) <= 0;
    }
}
