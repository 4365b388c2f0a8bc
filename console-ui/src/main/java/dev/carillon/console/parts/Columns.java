package dev.carillon.console.parts;

import dev.carillon.console.parts.RunTable.Column;
import dev.carillon.console.words.OneLine;

import javafx.collections.ListChangeListener;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Labeled;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/// Keeps columns of runs in the room there is: the message, or else the job, takes what the others leave, and all grow with
/// the text.
public final class Columns {
    /// Height of a row with text of the usual size, in pixels.
    public static final double ROW = 28;

    // What the scroll bar takes, and the frame.
    private static final double EDGE = 14;
    private static final double JOB_LEAST = 150;
    private static final double JOB_USUAL = 230;
    private static final double MESSAGE_LEAST = 90;
    private static final double MESSAGE_USUAL = 220;
    private static final double TOOLTIP = 560;

    private final TableView<?> table;
    private double scale = 1;

    private Columns(TableView<?> table) {
        this.table = table;
    }

    /// @param table whose columns have their [Column] as user data
    public static Columns fit(TableView<?> table) {
        var columns = new Columns(table);
        table.setFixedCellSize(ROW);
        table.fixedCellSizeProperty().addListener(_ -> columns.grow());
        table.widthProperty().addListener(_ -> columns.share());
        table.getColumns()
                .addListener((ListChangeListener<TableColumn<?, ?>>) _ -> columns.share());
        return columns;
    }

    /// How much larger than usual the text is, by its style sheet.
    public double scale() {
        return scale;
    }

    private void grow() {
        double now = table.getFixedCellSize() / ROW;
        for (var column : table.getColumns()) {
            column.setPrefWidth(column.getPrefWidth() / scale * now);
        }
        scale = now;
        share();
    }

    private void share() {
        if (table.getWidth() <= 0) {
            return;
        }
        var job = column(Column.JOB);
        var message = column(Column.MESSAGE);
        double rest = table.getWidth() - EDGE;
        for (var column : table.getColumns()) {
            if (column != job && column != message) {
                rest -= column.getWidth();
            }
        }
        if (job != null && message != null) {
            // Whole pixels: a width is drawn rounded up, and all together would need a scroll bar.
            double more = Math.floor(Math.max(0, rest - (JOB_USUAL + MESSAGE_USUAL) * scale) / 4);
            double least = JOB_LEAST * scale;
            double usual = JOB_USUAL * scale + more;
            double width =
                    Math.floor(Math.clamp(rest - MESSAGE_USUAL * scale - more, least, usual));
            job.setPrefWidth(width);
            rest -= width;
        }
        if (message != null) {
            message.setPrefWidth(Math.floor(Math.max(MESSAGE_LEAST * scale, rest)));
        } else if (job != null) {
            job.setPrefWidth(Math.floor(Math.max(JOB_LEAST * scale, rest)));
        } else if (rest > 0 && !table.getColumns().isEmpty()) {
            // Nothing can use the room well; the last column takes it, so that the rows end at the
            // frame.
            var last = table.getColumns().getLast();
            last.setPrefWidth(last.getWidth() + rest);
        }
    }

    private @Nullable TableColumn<?, ?> column(Column kind) {
        return table.getColumns().stream()
                .filter(column -> column.getUserData() == kind)
                .findFirst()
                .orElse(null);
    }

    /// Shows the text under the mouse where it is cut, as far as one reads it there.
    public static void whole(Labeled text) {
        whole(text, text::getText);
    }

    /// @param all what is shown only in part
    public static void whole(Labeled text, Supplier<@Nullable String> all) {
        text.setOnMouseEntered(
                _ ->
                        text.setTooltip(
                                text.isTextTruncated()
                                        ? tooltip(OneLine.inTooltip(all.get()))
                                        : null));
    }

    private static Tooltip tooltip(String shown) {
        var tooltip = new Tooltip(shown);
        tooltip.setMaxWidth(TOOLTIP);
        tooltip.setWrapText(Prose.breakable(shown));
        if (!tooltip.isWrapText()) {
            var lines = new Prose(shown);
            lines.setPrefWidth(TOOLTIP);
            tooltip.setGraphic(lines);
            tooltip.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        }
        return tooltip;
    }
}
