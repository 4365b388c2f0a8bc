package dev.carillon.engine.time;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A content line of an iCalendar text, unfolded: `NAME;PARAMETER=value:value`. Names are upper case.
///
/// @param calendar name of the calendar, for messages
/// @param number of the first line in the text, from 1
record IcsLine(
        String calendar, int number, String name, Map<String, String> parameters, String value) {
    /// A line that begins with a space or a tab goes on with the one before it.
    static List<IcsLine> all(String calendar, String text) {
        List<IcsLine> lines = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        int number = 0;
        int first = 1;
        for (String each : text.split("\r\n|\n|\r", -1)) {
            number++;
            boolean goesOn = each.startsWith(" ") || each.startsWith("\t");
            if (!goesOn) {
                add(calendar, first, open, lines);
                open.setLength(0);
                first = number;
            }
            open.append(each, goesOn ? 1 : 0, each.length());
        }
        add(calendar, first, open, lines);
        return lines;
    }

    private static void add(String calendar, int number, StringBuilder text, List<IcsLine> lines) {
        if (!text.toString().isBlank()) {
            lines.add(of(calendar, number, text.toString()));
        }
    }

    private static IcsLine of(String calendar, int number, String text) {
        int colon = outsideQuotes(text, ':', 0);
        if (colon <= 0) {
            throw invalid(
                    calendar,
                    number,
                    "there is no property in '" + shown(text) + "'; write NAME:value");
        }
        Map<String, String> parameters = new HashMap<>();
        int end = Math.min(colon, outsideQuotes(text + ";", ';', 0));
        String name = text.substring(0, end).strip().toUpperCase(Locale.ROOT);
        for (int at = end; at < colon; ) {
            int next = Math.min(colon, outsideQuotes(text + ";", ';', at + 1));
            String parameter = text.substring(at + 1, next);
            int equals = parameter.indexOf('=');
            if (equals > 0) {
                parameters.put(
                        parameter.substring(0, equals).toUpperCase(Locale.ROOT),
                        parameter.substring(equals + 1).replace("\"", ""));
            }
            at = next;
        }
        return new IcsLine(calendar, number, name, parameters, text.substring(colon + 1).strip());
    }

    private static int outsideQuotes(String text, char wanted, int from) {
        boolean quoted = false;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            quoted ^= c == '"';
            if (c == wanted && !quoted) {
                return i;
            }
        }
        return -1;
    }

    boolean is(String otherName, String otherValue) {
        return name.equals(otherName) && value.equalsIgnoreCase(otherValue);
    }

    /// @param reason what is wrong and what to do
    CarillonException invalid(String reason) {
        return invalid(calendar, number, reason);
    }

    static CarillonException invalid(String calendar, int number, String reason) {
        return new CarillonException(
                ErrorCode.INVALID_DEFINITION,
                "Calendar " + calendar + ", line " + number + ": " + reason + ".");
    }

    /// The value, cut for a message.
    String shown() {
        return shown(value);
    }

    private static String shown(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
}
