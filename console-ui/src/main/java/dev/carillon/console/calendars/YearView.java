package dev.carillon.console.calendars;

import dev.carillon.console.calendars.YearOf.Share;
import dev.carillon.console.parts.Drawing;
import dev.carillon.console.words.Texts;

import javafx.geometry.VPos;
import javafx.scene.AccessibleRole;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;
import javafx.util.Duration;

import org.jspecify.annotations.Nullable;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/// A year as twelve months. Days that a calendar has are full, those that it has in part are half full; today has a
/// ring, days on which the clocks change a corner.
final class YearView extends Drawing {
    private static final Texts TEXTS = Texts.of(YearView.class);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("EEEE d MMMM yyyy", Locale.ENGLISH);
    private static final int MONTHS = 12;
    private static final int WEEK = 7;
    private static final int ROWS = 8;
    private static final double GAP = 22;
    private static final double WIDEST = 1.6;

    private final CalendarsModel model;
    private final Consumer<LocalDate> toggle;
    private final Consumer<LocalDate> open;
    private final IntConsumer turn;
    private final Tooltip tooltip = new Tooltip();
    private YearOf year;
    private LocalDate cursor;
    private int across = 4;
    private double wide;
    private double side;
    private double monthWidth;
    private double monthHeight;

    /// @param toggle a day is to be added or removed
    /// @param open what is due on a day is to be shown
    /// @param turn another year is to be shown
    YearView(
            CalendarsModel model,
            Consumer<LocalDate> toggle,
            Consumer<LocalDate> open,
            IntConsumer turn) {
        this.model = model;
        this.toggle = toggle;
        this.open = open;
        this.turn = turn;
        year = model.yearProperty().get();
        cursor = model.today();
        setId("year-view");
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        tooltip.setShowDelay(Duration.millis(120));
        Tooltip.install(this, tooltip);
        setOnMouseMoved(
                moved -> {
                    var day = at(moved.getX(), moved.getY());
                    tooltip.setText(day == null ? TEXTS.get("year.hint") : tell(day));
                });
        setOnMouseClicked(
                clicked -> {
                    requestFocus();
                    var day = at(clicked.getX(), clicked.getY());
                    if (day != null) {
                        cursorTo(day);
                        toggle.accept(day);
                    }
                });
        setOnKeyPressed(this::key);
        focusedProperty().addListener(_ -> redraw());
    }

    void setYear(YearOf shown) {
        year = shown;
        if (cursor.getYear() != year.year()) {
            int last = YearMonth.of(year.year(), cursor.getMonth()).lengthOfMonth();
            cursor =
                    LocalDate.of(
                            year.year(), cursor.getMonth(), Math.min(cursor.getDayOfMonth(), last));
        }
        setAccessibleText(tell(cursor));
        redraw();
    }

    private void key(KeyEvent pressed) {
        int days =
                switch (pressed.getCode()) {
                    case LEFT -> -1;
                    case RIGHT -> 1;
                    case UP -> -WEEK;
                    case DOWN -> WEEK;
                    default -> 0;
                };
        if (days != 0) {
            cursorTo(cursor.plusDays(days));
        } else if (pressed.getCode() == KeyCode.PAGE_UP) {
            turn.accept(year.year() - 1);
        } else if (pressed.getCode() == KeyCode.PAGE_DOWN) {
            turn.accept(year.year() + 1);
        } else if (pressed.getCode() == KeyCode.SPACE) {
            toggle.accept(cursor);
        } else if (pressed.getCode() == KeyCode.ENTER) {
            open.accept(cursor);
        } else {
            return;
        }
        pressed.consume();
    }

    private void cursorTo(LocalDate day) {
        cursor = day;
        if (day.getYear() != year.year()) {
            turn.accept(day.getYear());
        }
        setAccessibleText(tell(cursor));
        redraw();
    }

    /// What a calendar has of a day, as hovering tells it.
    String tell(LocalDate day) {
        String text = DAY.format(day);
        String reason = year.reason(day);
        text +=
                "\n"
                        + switch (year.share(day)) {
                            case NONE -> TEXTS.get("day.none");
                            case PART -> TEXTS.get("day.part", TEXTS.get("by." + reason));
                            case WHOLE -> TEXTS.get("day.whole", TEXTS.get("by." + reason));
                        };
        return clocksChange(day) ? text + "\n" + TEXTS.get("day.clocks", model.zone()) : text;
    }

    private boolean clocksChange(LocalDate day) {
        var rules = model.zone().getRules();
        return !rules.getOffset(day.atStartOfDay(model.zone()).toInstant())
                .equals(rules.getOffset(day.plusDays(1).atStartOfDay(model.zone()).toInstant()));
    }

    private @Nullable LocalDate at(double x, double y) {
        for (int month = 0; month < MONTHS; month++) {
            double left = month % across * monthWidth;
            double top = month / across * monthHeight;
            int column = (int) Math.floor((x - left) / wide);
            int row = (int) Math.floor((y - top) / side) - 2;
            if (x >= left && column < WEEK && y >= top && row >= 0 && row < ROWS - 2) {
                var of = YearMonth.of(year.year(), month + 1);
                int day = row * WEEK + column - shift(of) + 1;
                return day >= 1 && day <= of.lengthOfMonth() ? of.atDay(day) : null;
            }
        }
        return null;
    }

    private static int shift(YearMonth month) {
        return month.atDay(1).getDayOfWeek().getValue() - 1;
    }

    @Override
    protected void draw(GraphicsContext pen, double width, double height) {
        fit(width, height);
        pen.setTextBaseline(VPos.CENTER);
        for (int month = 0; month < MONTHS; month++) {
            month(
                    pen,
                    YearMonth.of(year.year(), month + 1),
                    month % across * monthWidth,
                    month / across * monthHeight);
        }
    }

    // As many months beside each other as give the largest days.
    private void fit(double width, double height) {
        side = 0;
        for (int columns : new int[] {2, 3, 4, 6}) {
            double high = (height + GAP / 2) / (MONTHS / columns) / ROWS - GAP / 2 / ROWS;
            double most = Math.min((width + GAP) / columns / WEEK - GAP / WEEK, high);
            if (most > side) {
                side = most;
                across = columns;
            }
        }
        side = Math.floor(side);
        monthWidth = Math.floor((width + GAP) / across);
        wide = Math.floor(Math.min(side * WIDEST, (monthWidth - GAP) / WEEK));
        monthHeight = side * ROWS + GAP / 2;
    }

    private void month(GraphicsContext pen, YearMonth month, double x, double y) {
        pen.setTextAlign(TextAlignment.LEFT);
        pen.setFill(ink());
        pen.setFont(Font.font("Inter SemiBold", Math.min(textSize(), side * 0.75)));
        pen.fillText(
                month.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH),
                x + wide * 0.25,
                y + side / 2);
        pen.setTextAlign(TextAlignment.CENTER);
        var small = Font.font("Inter", Math.min(textSize() * 0.85, side * 0.52));
        pen.setFont(small);
        pen.setFill(faint());
        for (var day : DayOfWeek.values()) {
            pen.fillText(
                    day.getDisplayName(TextStyle.NARROW, Locale.ENGLISH),
                    x + (day.getValue() - 0.5) * wide,
                    y + side * 1.5);
        }
        int shift = shift(month);
        for (int day = 1; day <= month.lengthOfMonth(); day++) {
            int place = shift + day - 1;
            day(
                    pen,
                    month.atDay(day),
                    x + place % WEEK * wide,
                    y + (2 + Math.floorDiv(place, WEEK)) * side);
        }
    }

    private void day(GraphicsContext pen, LocalDate day, double x, double y) {
        double in = 1.5;
        double box = side - 2 * in;
        double length = wide - 2 * in;
        double round = side / 3;
        var share = year.share(day);
        boolean weekend = day.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) >= 0;
        if (share == Share.NONE && weekend) {
            pen.setFill(stripe());
            pen.fillRoundRect(x + in, y + in, length, box, round, round);
        }
        if (share == Share.WHOLE) {
            pen.setFill(accent());
            pen.fillRoundRect(x + in, y + in, length, box, round, round);
        } else if (share == Share.PART) {
            pen.setFill(accent());
            pen.setGlobalAlpha(0.22);
            pen.fillRoundRect(x + in, y + in, length, box, round, round);
            pen.setGlobalAlpha(1);
            pen.fillRect(
                    x + in + length * 0.18,
                    y + in + box * 0.84,
                    length * 0.64,
                    Math.max(2, box * 0.1));
        }
        pen.setFill(share == Share.WHOLE ? Color.WHITE : weekend ? faint() : ink());
        pen.fillText(Integer.toString(day.getDayOfMonth()), x + wide / 2, y + side / 2);
        if (clocksChange(day)) {
            pen.setFill(odd());
            double corner = side * 0.32;
            pen.fillPolygon(
                    new double[] {x + wide - in, x + wide - in, x + wide - in - corner},
                    new double[] {y + in, y + in + corner, y + in},
                    3);
        }
        if (day.equals(model.today())) {
            pen.setStroke(bad());
            pen.setLineWidth(1.8);
            pen.strokeRoundRect(x + in, y + in, length, box, round, round);
        }
        if (isFocused() && day.equals(cursor)) {
            pen.setStroke(ink());
            pen.setLineWidth(2);
            pen.strokeRoundRect(x + 0.5, y + 0.5, wide - 1, side - 1, round, round);
        }
    }
}
