package dev.carillon.api;

import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.parser.Parser;

/// A parser that refuses deep nesting. What composes its events calls itself for each level, so a text
/// of nothing but brackets would end in a stack overflow.
final class ShallowParser implements Parser {
    private static final int DEEPEST = 50;

    private final Parser parser;
    private final Complaints complaints;
    private int depth;

    ShallowParser(Parser parser, Complaints complaints) {
        this.parser = parser;
        this.complaints = complaints;
    }

    @Override
    public boolean checkEvent(Event.ID choice) {
        return parser.checkEvent(choice);
    }

    @Override
    public Event peekEvent() {
        return parser.peekEvent();
    }

    @Override
    public boolean hasNext() {
        return parser.hasNext();
    }

    @Override
    public Event next() {
        Event event = parser.next();
        if (event instanceof CollectionStartEvent && ++depth > DEEPEST) {
            throw complaints.refusal(
                    event.getStartMark(), "nested deeper than " + DEEPEST + " levels");
        }
        if (event instanceof CollectionEndEvent) {
            depth--;
        }
        return event;
    }
}
