package dev.carillon.node;

import dev.carillon.api.CarillonException;
import dev.carillon.api.Durations;
import dev.carillon.api.ErrorCode;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;

/// Points in time as people write them: `2027-01-01T06:00:00Z`, `2027-01-01T06:00` and `2027-01-01` by
/// this machine's zone, or a duration counted from now.
record Moment(Instant now, ZoneId zone) {
    /// @param text a duration in it is so long ago
    Instant before(String text) {
        return text.matches("\\d.*[a-z]") ? now.minus(duration(text)) : instant(text);
    }

    /// @param text a duration in it is so far ahead
    Instant after(String text) {
        return text.matches("\\d.*[a-z]") ? now.plus(duration(text)) : instant(text);
    }

    static Duration duration(String text) {
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST, String.valueOf(e.getMessage()), e);
        }
    }

    private Instant instant(String text) {
        try {
            int time = text.indexOf('T');
            if (time < 0) {
                return LocalDate.parse(text).atStartOfDay(zone).toInstant();
            }
            return text.substring(time).matches(".*(Z|[+-].*)")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text).atZone(zone).toInstant();
        } catch (DateTimeParseException e) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    "\""
                            + text
                            + "\" is no point in time; write it as 2027-01-01T06:00:00Z, 2027-01-01T06:00, 2027-01-01, or as a duration such as 90m",
                    e);
        }
    }
}
