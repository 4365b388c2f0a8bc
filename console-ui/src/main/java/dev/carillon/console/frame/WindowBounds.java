package dev.carillon.console.frame;

import javafx.geometry.Rectangle2D;

import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/// Where a window is, in pixels of the desktop.
record WindowBounds(double x, double y, double width, double height) {
    // As much of its upper edge as one needs to move it.
    private static final double EDGE = 24;
    private static final double HOLD = 120;

    /// @return empty when it is not what [#toString] writes
    static Optional<WindowBounds> read(String text) {
        try {
            double[] parts = Stream.of(text.split(",")).mapToDouble(Double::parseDouble).toArray();
            return parts.length == 4 && DoubleStream.of(parts).allMatch(Double::isFinite)
                    ? Optional.of(new WindowBounds(parts[0], parts[1], parts[2], parts[3]))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            // Of another version; the window is where the desktop puts it.
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return x + "," + y + "," + width + "," + height;
    }

    /// The same where its upper edge can be reached on a screen; else in the middle of the first one, no larger than that.
    ///
    /// @param screens that are there, without what the desktop needs for itself
    WindowBounds onto(List<Rectangle2D> screens) {
        if (screens.isEmpty() || screens.stream().anyMatch(this::reachable)) {
            return this;
        }
        var screen = screens.getFirst();
        double wide = Math.min(width, screen.getWidth());
        double high = Math.min(height, screen.getHeight());
        return new WindowBounds(
                screen.getMinX() + (screen.getWidth() - wide) / 2,
                screen.getMinY() + (screen.getHeight() - high) / 2,
                wide,
                high);
    }

    private boolean reachable(Rectangle2D screen) {
        double from = Math.max(x, screen.getMinX());
        double until = Math.min(x + width, screen.getMaxX());
        return until - from >= HOLD
                && y >= screen.getMinY() - EDGE / 2
                && y <= screen.getMaxY() - EDGE;
    }
}
