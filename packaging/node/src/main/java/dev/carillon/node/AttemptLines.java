package dev.carillon.node;

import dev.carillon.api.AttemptView;
import dev.carillon.api.Usage;

import java.util.ArrayList;
import java.util.List;

/// The attempts of a run as a table.
final class AttemptLines {
    private AttemptLines() {}

    /// With what they used, if that is known of any.
    static TextTable of(List<AttemptView> attempts) {
        boolean measured = attempts.stream().anyMatch(attempt -> attempt.usage() != null);
        var head = new ArrayList<>(List.of("ATTEMPT", "STATE", "NODE", "STARTED", "ENDED", "CODE"));
        if (measured) {
            head.addAll(List.of("PROCESSOR", "MEMORY"));
        }
        head.add("MESSAGE");
        return new TextTable(
                head, attempts.stream().map(attempt -> cells(attempt, measured)).toList());
    }

    private static List<String> cells(AttemptView attempt, boolean measured) {
        var cells =
                new ArrayList<>(
                        List.of(
                                "" + attempt.attempt(),
                                attempt.state().name(),
                                Times.orDash(attempt.node()),
                                Times.orDash(attempt.startedAt()),
                                Times.orDash(attempt.finishedAt()),
                                Times.orDash(attempt.exitCode())));
        Usage used = attempt.usage();
        if (measured) {
            cells.add(used == null ? "-" : ForecastLines.rounded(used.processorTime()));
            cells.add(used == null ? "-" : (used.peakMemoryBytes() >> 20) + " MiB");
        }
        cells.add(attempt.message() == null ? "" : attempt.message());
        return cells;
    }
}
