package dev.carillon.console.runs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A word of a query and where it is in its text.
///
/// @param key what is before the colon, empty without one
/// @param value without quotation marks
/// @param valueFrom where the value begins
record QueryTerm(int from, int until, String key, String value, int valueFrom) {
    /// The words of a text; those in quotation marks hold spaces.
    static List<QueryTerm> of(String text) {
        var terms = new ArrayList<QueryTerm>();
        int at = 0;
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
                continue;
            }
            int end = end(text, at);
            terms.add(term(text, at, end));
            at = end;
        }
        return terms;
    }

    private static int end(String text, int from) {
        boolean quoted = false;
        int at = from;
        while (at < text.length() && (quoted || !Character.isWhitespace(text.charAt(at)))) {
            if (text.charAt(at) == '"') {
                quoted = !quoted;
            }
            at++;
        }
        return at;
    }

    private static QueryTerm term(String text, int from, int until) {
        int colon = from;
        while (colon < until && Character.isLetter(text.charAt(colon))) {
            colon++;
        }
        boolean keyed = colon > from && colon < until && ":~=".indexOf(text.charAt(colon)) >= 0;
        int valueFrom = keyed ? colon + 1 : from;
        return new QueryTerm(
                from,
                until,
                keyed ? text.substring(from, colon) : "",
                text.substring(valueFrom, until).replace("\"", ""),
                valueFrom);
    }

    boolean is(QueryKey wanted) {
        return key.toLowerCase(Locale.ROOT).equals(wanted.word());
    }

    /// A text with another value for a key; an empty value takes it away.
    static String with(String text, QueryKey key, String value) {
        String written = value.isEmpty() ? "" : key.word() + ":" + quoted(value);
        for (var term : of(text)) {
            if (term.is(key)) {
                String before = text.substring(0, term.from).stripTrailing();
                String after = text.substring(term.until).stripLeading();
                return String.join(
                        " ",
                        List.of(before, written, after).stream()
                                .filter(part -> !part.isEmpty())
                                .toList());
            }
        }
        return (text.strip() + " " + written).strip();
    }

    static String quoted(String value) {
        return value.chars().anyMatch(Character::isWhitespace) ? "\"" + value + "\"" : value;
    }
}
