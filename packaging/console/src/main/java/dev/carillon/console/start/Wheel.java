package dev.carillon.console.start;

import javafx.event.Event;
import javafx.scene.Node;
import javafx.scene.input.ScrollEvent;

/// The wheel of a mouse.
public final class Wheel {
    private static final double NOTCHES = -120;

    private Wheel() {}

    /// Turns it down over a table, a list or a log. Threads: that of the screen.
    public static void turn(Node node) {
        var flow = node.lookup(".virtual-flow");
        Event.fireEvent(
                flow == null ? node : flow,
                new ScrollEvent(
                        ScrollEvent.SCROLL,
                        10,
                        10,
                        10,
                        10,
                        false,
                        false,
                        false,
                        false,
                        false,
                        false,
                        0,
                        NOTCHES,
                        0,
                        NOTCHES,
                        ScrollEvent.HorizontalTextScrollUnits.NONE,
                        0,
                        ScrollEvent.VerticalTextScrollUnits.NONE,
                        0,
                        0,
                        null));
    }
}
