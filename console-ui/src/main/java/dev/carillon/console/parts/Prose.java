package dev.carillon.console.parts;

import javafx.geometry.Orientation;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.layout.Region;
import javafx.scene.text.Text;

import org.jspecify.annotations.Nullable;

import java.text.BreakIterator;

/// A label of several lines, whatever is written in it.
///
/// JavaFX 26 on Linux shapes the part of a broken line again with the characters of the whole, and
/// ends in an exception with each pulse: for Hebrew, Arabic and every other script that has to be
/// shaped. Such a text is broken into lines here, before it is laid out.
public final class Prose extends Label {
    /// More characters than are ever in one line.
    private static final int LINE = 500;

    private final Lines lines = new Lines();

    public Prose() {
        this("");
    }

    public Prose(@Nullable String text) {
        lines.written.fontProperty().bind(fontProperty());
        lines.written.fillProperty().bind(textFillProperty());
        lines.written.textAlignmentProperty().bind(textAlignmentProperty());
        textProperty().subscribe(this::adapt);
        setText(text);
    }

    /// Whether JavaFX can break a text into lines by itself.
    public static boolean breakable(@Nullable String text) {
        return text == null || text.chars().allMatch(Prose::simple);
    }

    /// Lets an area break its lines, as long as JavaFX can break them.
    public static void wrap(TextArea area) {
        area.textProperty().subscribe(text -> area.setWrapText(breakable(text)));
    }

    // Latin, Greek, Cyrillic, punctuation, symbols, Chinese, Japanese and whole Korean syllables.
    private static boolean simple(int unit) {
        return unit < 0x300
                || unit >= 0x370 && unit < 0x590
                || unit >= 0x1E00 && unit < 0x200B
                || unit >= 0x2010 && unit < 0x202A
                || unit >= 0x2030 && unit < 0x2060
                || unit >= 0x2070 && unit < 0x20D0
                || unit >= 0x2100 && unit < 0x3030
                || unit >= 0x3040 && unit < 0xA000
                || unit >= 0xAC00 && unit < 0xD7B0
                || unit >= 0xFF00 && unit < 0xFFF0;
    }

    private void adapt(@Nullable String text) {
        setWrapText(breakable(text));
        if (text != null && !isWrapText() && (getGraphic() == null || ours())) {
            lines.text = text;
            lines.requestLayout();
            setGraphic(lines);
            setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        } else if (ours()) {
            setGraphic(null);
            setContentDisplay(ContentDisplay.LEFT);
        }
    }

    private boolean ours() {
        return getGraphic() == lines;
    }

    @Override
    public @Nullable Orientation getContentBias() {
        return ours() ? Orientation.HORIZONTAL : super.getContentBias();
    }

    @Override
    protected double computePrefHeight(double width) {
        return ours()
                ? lines.prefHeight(width < 0 ? width : width - across()) + down()
                : super.computePrefHeight(width);
    }

    @Override
    protected double computeMinHeight(double width) {
        return ours() ? Math.ceil(getFont().getSize()) + down() : super.computeMinHeight(width);
    }

    @Override
    protected void layoutChildren() {
        super.layoutChildren();
        if (ours()) {
            lines.resizeRelocate(
                    snappedLeftInset(),
                    snappedTopInset(),
                    Math.max(0, getWidth() - across()),
                    Math.max(0, getHeight() - down()));
        }
    }

    private double across() {
        return snappedLeftInset() + snappedRightInset();
    }

    private double down() {
        return snappedTopInset() + snappedBottomInset();
    }

    /// The text in lines that are ended by us.
    private static final class Lines extends Region {
        private final Text written = new Text();
        private final Text ruler = new Text();
        private String text = "";

        private Lines() {
            written.setManaged(false);
            getChildren().add(written);
        }

        @Override
        public Orientation getContentBias() {
            return Orientation.HORIZONTAL;
        }

        @Override
        protected double computePrefWidth(double height) {
            return Math.ceil(
                    text.lines()
                            .mapToDouble(line -> across(line.substring(0, fits(line, 1e6))))
                            .max()
                            .orElse(0));
        }

        @Override
        protected double computeMinWidth(double height) {
            return 0;
        }

        @Override
        protected double computePrefHeight(double width) {
            ruler.setFont(written.getFont());
            ruler.setText(broken(width < 0 ? Double.MAX_VALUE : width));
            return Math.ceil(ruler.getLayoutBounds().getHeight());
        }

        @Override
        protected void layoutChildren() {
            written.setText(broken(getWidth()));
            double free = getWidth() - written.getLayoutBounds().getWidth();
            written.relocate(
                    switch (written.getTextAlignment()) {
                        case CENTER -> free / 2;
                        case RIGHT -> free;
                        default -> 0;
                    },
                    0);
        }

        private double across(String line) {
            ruler.setFont(written.getFont());
            ruler.setText(line);
            return ruler.getLayoutBounds().getWidth();
        }

        private String broken(double width) {
            var broken = new StringBuilder(text.length() + 16);
            text.lines().forEach(line -> breakLine(line, width, broken));
            return broken.isEmpty() ? "" : broken.substring(0, broken.length() - 1);
        }

        private void breakLine(String line, double width, StringBuilder broken) {
            var words = BreakIterator.getLineInstance();
            words.setText(line);
            int from = 0;
            do {
                int until = from + fits(line.substring(from), width);
                if (until < line.length()) {
                    int word = words.isBoundary(until) ? until : words.preceding(until);
                    until = word > from ? word : until;
                }
                broken.append(line, from, until).append('\n');
                from = until;
            } while (from < line.length());
        }

        /// How many of the first characters have room; at least one, if there is one.
        private int fits(String line, double width) {
            var characters = BreakIterator.getCharacterInstance();
            characters.setText(line);
            int fit = Math.min(line.length(), Math.max(0, characters.next()));
            int over = Math.min(line.length(), LINE) + 1;
            while (over - fit > 1) {
                int middle = (fit + over) >>> 1;
                if (across(line.substring(0, middle)) <= width) {
                    fit = middle;
                } else {
                    over = middle;
                }
            }
            return fit == line.length() || characters.isBoundary(fit)
                    ? fit
                    : Math.max(characters.preceding(fit), characters.following(0));
        }
    }
}
