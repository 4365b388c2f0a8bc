package dev.carillon.engine.http;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

import java.util.Optional;

/// Puts the name that an address has into a definition that leaves it out: behind its last value, so
/// that all else stays where it was and errors have the places that the caller sees. Reads events,
/// which takes no recursion however deep a text is nested.
final class MissingName {
    private MissingName() {}

    /// @param text one document, in YAML or JSON
    /// @param name a valid one
    /// @return the text as it was when it has a name or cannot be read; what parses it says what is wrong
    static String fillIn(String text, String name) {
        try {
            return filledIn(text, name);
        } catch (YamlEngineException e) {
            return text;
        }
    }

    private static String filledIn(String text, String name) {
        Parser events = events(text);
        Event top = events.next();
        while (!(top instanceof CollectionStartEvent) && events.hasNext()) {
            top = events.next();
        }
        if (!(top instanceof MappingStartEvent mapping)) {
            return text;
        }
        Event last = mapping;
        int column = column(mapping);
        while (!(events.peekEvent() instanceof MappingEndEvent)) {
            Event key = events.next();
            if (key instanceof ScalarEvent word && word.getValue().equals("name")) {
                return text;
            }
            if (last == mapping) {
                // Before a key may be "? ", before a mapping an anchor on a line above.
                column = Math.min(column, column(key));
            }
            endOf(key, events);
            last = endOf(events.next(), events);
        }
        Event end = events.next();
        // What is wrong further down is told by what parses it, with its place.
        events.forEachRemaining(each -> {});
        String filled =
                mapping.isFlow()
                        ? inBraces(text, offset(text, last.getEndMark()), last == mapping, name)
                        : onItsOwnLine(text, offset(text, end.getStartMark()), column, name);
        // Only if it can still be read: nobody is to be told of a place that is not in his text.
        events(filled).forEachRemaining(each -> {});
        return filled;
    }

    private static int column(Event event) {
        return event.getStartMark().map(Mark::getColumn).orElse(0);
    }

    private static Parser events(String text) {
        var settings =
                LoadSettings.builder()
                        .setCodePointLimit(text.length() + 1)
                        .setBufferSize(text.length() + 1)
                        .build();
        return new ParserImpl(settings, new StreamReader(settings, text));
    }

    private static Event endOf(Event first, Parser events) {
        int depth = 0;
        for (Event each = first; ; each = events.next()) {
            if (each instanceof CollectionStartEvent) {
                depth++;
            } else if (each instanceof CollectionEndEvent) {
                depth--;
            }
            if (depth == 0) {
                return each;
            }
        }
    }

    // Before a comma that may be there.
    private static String inBraces(String text, int place, boolean alone, String name) {
        return insert(text, place, (alone ? "" : ", ") + "\"name\": \"" + name + "\"");
    }

    private static String onItsOwnLine(String text, int place, int column, String name) {
        boolean begun = place > 0 && "\r\n".indexOf(text.charAt(place - 1)) < 0;
        return insert(
                text, place, (begun ? "\n" : "") + " ".repeat(column) + "name: \"" + name + "\"\n");
    }

    private static String insert(String text, int place, String what) {
        return text.substring(0, place) + what + text.substring(place);
    }

    private static int offset(String text, Optional<Mark> mark) {
        return text.offsetByCodePoints(0, mark.orElseThrow().getIndex());
    }
}
