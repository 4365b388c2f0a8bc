package dev.carillon.console.words;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/// How a word of the API is written for people.
public final class Sentence {
    private static final Pattern INSTANT =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z");
    private static final Pattern LENGTH = Pattern.compile("\\bPT(?=\\d)[\\dHMS.]+\\b");
    private static final Pattern SECONDS = Pattern.compile("\\b(\\d{2,9})(?:\\.\\d+)? s\\b");
    private static final Pattern WORD = Pattern.compile("[a-z]+(?=[ ,;:']|$)");
    private static final DateTimeFormatter POINT =
            DateTimeFormatter.ofPattern("d MMM HH:mm:ss", Locale.ENGLISH);

    private Sentence() {}

    /// `CATCH_UP` as `Catch up`.
    public static String of(String constant) {
        String small = constant.toLowerCase(Locale.ROOT).replace('_', ' ');
        return small.isEmpty() ? "" : Character.toUpperCase(small.charAt(0)) + small.substring(1);
    }

    /// `notBefore` as `not before`.
    public static String ofKey(String key) {
        return key.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }

    /// What a node says, as a sentence by itself: with a capital letter, unless it begins with the name of something.
    ///
    /// @param text null is nothing
    public static String begin(@Nullable String text) {
        if (text == null) {
            return "";
        }
        return WORD.matcher(text).lookingAt()
                ? Character.toUpperCase(text.charAt(0)) + text.substring(1)
                : text;
    }

    /// A sentence of a node with its times in a zone, and its lengths with their two largest units.
    public static String plain(String text, ZoneId zone) {
        String timed =
                INSTANT.matcher(text)
                        .replaceAll(
                                found -> POINT.format(Instant.parse(found.group()).atZone(zone)));
        String lengths =
                LENGTH.matcher(timed)
                        .replaceAll(found -> Spans.length(Duration.parse(found.group())));
        return SECONDS.matcher(lengths)
                .replaceAll(
                        found -> {
                            var length = Duration.ofSeconds(Long.parseLong(found.group(1)));
                            return length.toMinutes() == 0 ? found.group() : Spans.length(length);
                        });
    }
}
