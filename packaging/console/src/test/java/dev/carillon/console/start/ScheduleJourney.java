package dev.carillon.console.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Definitions;
import dev.carillon.console.words.Spans;

import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A schedule is changed so that it meets a change of the clocks, which is said while it is written.
class ScheduleJourney extends Journey {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final LocalTime TIME = LocalTime.of(2, 30);
    private static final int SHOWN = 10;

    @Test
    void aCronThatMeetsAChangeOfTheClocksIsExplainedSavedAndSetBack() throws Exception {
        try (var carillon = node().connect()) {
            carillon.apply(
                    Definitions.parse(
                            "{name: report, schedules: [{cron: '0 6 * * *', zone: Europe/Berlin}],"
                                    + " task: {shell: {command: [date]}}}",
                            "test"),
                    false);
            connect();
            find("report", "default/report");
            until("the job", () -> text("#job-title").equals("report"));
            push(KeyCode.E);
            until("the editor", () -> text("#schedule-words-0").contains("06:00"));

            var change = nextGap();
            int month = change.getDateTimeBefore().getMonthValue();
            var days = days(change);
            String cron = "30 2 " + days.getFirst() + "-" + days.getLast() + " " + month + " *";
            clickOn("#field-schedules-0-cron");
            push(KeyCode.CONTROL, KeyCode.A);
            write(cron);
            until("the note", () -> notes().contains("does not exist in Europe/Berlin"));
            assertThat(notes()).contains("it runs at 03:00 instead");
            assertThat(times()).containsExactlyInAnyOrderElementsOf(expected(days, month));
            draw("schedule-1-clocks");

            push(KeyCode.CONTROL, KeyCode.S);
            until("what is saved is shown", () -> shown("#save-sheet"));
            draw("schedule-2-difference");
            push(KeyCode.ENTER);
            until("version 2", () -> text("#editor-state").contains("2"));
            assertThat(stored(carillon)).contains(cron);

            push(KeyCode.CONTROL, KeyCode.H);
            until("the history", () -> shown("#history-sheet"));
            draw("schedule-3-history");
            push(KeyCode.ENTER);
            until("the first version", () -> text("#schedule-words-0").contains("06:00"));
            assertThat(stored(carillon)).contains(cron);
            push(KeyCode.CONTROL, KeyCode.S);
            until("what is set back is shown", () -> shown("#save-sheet"));
            push(KeyCode.ENTER);
            until("version 3", () -> text("#editor-state").contains("3"));
            assertThat(stored(carillon)).contains("0 6 * * *");
        }
    }

    private static String stored(dev.carillon.api.Carillon carillon) {
        return carillon.job("default", "report").definition().toString();
    }

    private String notes() {
        return lookup("#schedule-0 .schedule-note").queryAllAs(Label.class).stream()
                .map(Label::getText)
                .collect(Collectors.joining("\n"));
    }

    private List<String> times() {
        return lookup("#schedule-0 .hint").queryAllAs(Label.class).stream()
                .map(Label::getText)
                .toList();
    }

    private static ZoneOffsetTransition nextGap() {
        var rules = BERLIN.getRules();
        var change = rules.nextTransition(Instant.now());
        return change.isGap() ? change : rules.nextTransition(change.getInstant());
    }

    // The day of the change and the two before it.
    private static List<Integer> days(ZoneOffsetTransition change) {
        int day = change.getDateTimeBefore().getDayOfMonth();
        return List.of(day - 2, day - 1, day);
    }

    // As java.time works it out, not the product.
    private static List<String> expected(List<Integer> days, int month) {
        var found = new ArrayList<Instant>();
        for (int year = LocalDate.now(BERLIN).getYear(); found.size() < SHOWN; year++) {
            for (int day : days) {
                var local = LocalDate.of(year, month, day).atTime(TIME);
                var change = BERLIN.getRules().getTransition(local);
                var at =
                        change != null && change.isGap()
                                ? change.getInstant()
                                : local.atZone(BERLIN).toInstant();
                if (at.isAfter(Instant.now()) && found.size() < SHOWN) {
                    found.add(at);
                }
            }
        }
        return found.stream().map(at -> Spans.full(at, ZoneId.systemDefault())).toList();
    }
}
