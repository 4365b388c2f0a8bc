package dev.carillon.node;

import dev.carillon.api.Durations;
import dev.carillon.api.Forecast;
import dev.carillon.api.Forecast.Expected;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A forecast as people read it. Pure functions of the views.
final class ForecastLines {
    private static final DateTimeFormatter HERE =
            DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm:ss", Locale.ENGLISH);

    private ForecastLines() {}

    static List<String> of(Forecast forecast, ZoneId here) {
        var lines = new ArrayList<String>();
        if (forecast.due().isEmpty() && forecast.frequent().isEmpty()) {
            lines.add("nothing is due until " + forecast.until());
        }
        if (!forecast.due().isEmpty()) {
            lines.addAll(due(forecast, here).lines(0));
        }
        if (!forecast.frequent().isEmpty()) {
            lines.add("");
            lines.addAll(frequent(forecast, here).lines(0));
        }
        if (!forecast.warnings().isEmpty()) {
            lines.add("");
            lines.addAll(warnings(forecast, here).lines(0));
        }
        if (forecast.capped()) {
            lines.add("");
            lines.add("there is more than can be told; take a shorter time or fewer jobs");
        }
        return lines;
    }

    private static TextTable due(Forecast forecast, ZoneId here) {
        return new TextTable(
                List.of("START", "JOB", "SCHEDULE", "TAKES", "QUEUE", "NODE", "NOTE"),
                forecast.due().stream()
                        .map(
                                each ->
                                        List.of(
                                                HERE.format(each.start().atZone(here)),
                                                RunLines.shortJob(each.job()),
                                                each.schedule(),
                                                takes(each.expected()),
                                                each.queue(),
                                                Times.orDash(each.node()),
                                                note(each.paused(), each.skipped())))
                        .toList());
    }

    private static TextTable frequent(Forecast forecast, ZoneId here) {
        return new TextTable(
                List.of("OFTEN", "JOB", "SCHEDULE", "TAKES", "QUEUE", "FIRST", "NOTE"),
                forecast.frequent().stream()
                        .map(
                                each ->
                                        List.of(
                                                (each.exact() ? "" : "over ")
                                                        + each.count()
                                                        + " times",
                                                RunLines.shortJob(each.job()),
                                                each.schedule(),
                                                takes(each.expected()),
                                                each.queue(),
                                                HERE.format(each.first().atZone(here)),
                                                note(each.paused(), false)))
                        .toList());
    }

    private static TextTable warnings(Forecast forecast, ZoneId here) {
        return new TextTable(
                List.of("WARNING", "OF", "AT", "WHAT"),
                forecast.warnings().stream()
                        .map(
                                each ->
                                        List.of(
                                                each.kind().name(),
                                                each.job() == null
                                                        ? "queue " + each.queue()
                                                        : RunLines.shortJob(each.job()),
                                                HERE.format(each.at().atZone(here)),
                                                each.text()))
                        .toList());
    }

    private static String note(boolean paused, boolean skipped) {
        return paused ? "paused" : skipped ? "skipped" : "";
    }

    private static String takes(@Nullable Expected expected) {
        return expected == null
                ? "-"
                : rounded(expected.p50()) + ", at most " + rounded(expected.p90());
    }

    /// To milliseconds under ten seconds, else to seconds.
    static String rounded(Duration duration) {
        return Durations.format(
                duration.compareTo(Duration.ofSeconds(10)) < 0
                        ? Duration.ofMillis(duration.toMillis())
                        : Duration.ofSeconds(duration.toSeconds()));
    }
}
