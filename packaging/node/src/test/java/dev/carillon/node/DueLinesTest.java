package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.Due;
import dev.carillon.api.Definitions;
import dev.carillon.api.JobDefinition;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;

class DueLinesTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant NOW = Instant.parse("2026-10-23T12:00:00Z");
    private static final JobDefinition JOB =
            Definitions.parse(
                            """
                            name: j
                            task: {shell: {command: [x]}}
                            schedules:
                              - {id: daily, cron: "0 6 * * *", zone: Europe/Berlin}
                              - {id: often, every: 1h}
                            """,
                            "test")
                    .getFirst();

    private static Due due(String schedule, String at) {
        return new Due(schedule, Instant.parse(at), Instant.parse(at));
    }

    private static List<String> lines(ZoneId here, Due... due) {
        return DueLines.table(List.of(due), JOB, NOW, here).lines(0);
    }

    @Test
    void dueTimeIsShownByTheClockHereAndByThatOfItsZone() {
        assertThat(lines(ZoneOffset.UTC, due("daily", "2026-10-24T04:00:00Z")).getLast())
                .isEqualTo(
                        "2026-10-24T04:00:00Z  Sat 2026-10-24 04:00:00 +00:00  daily     Sat 06:00:00 in Europe/Berlin");
        assertThat(lines(BERLIN, due("daily", "2026-10-24T04:00:00Z")).getLast())
                .isEqualTo("2026-10-24T04:00:00Z  Sat 2026-10-24 06:00:00 +02:00  daily");
    }

    @Test
    void firstDueTimeAfterTheClocksChangeSaysSo() {
        var lines =
                lines(
                        BERLIN,
                        due("daily", "2026-10-24T04:00:00Z"),
                        due("daily", "2026-10-25T05:00:00Z"),
                        due("daily", "2026-10-26T05:00:00Z"));

        assertThat(lines.get(1)).endsWith("daily");
        assertThat(lines.get(2))
                .endsWith("daily     the first after clocks in Europe/Berlin go back 1h");
        assertThat(lines.get(3)).endsWith("+01:00  daily");
    }

    @Test
    void clocksThatGoForwardAreToldOfEachSchedule() {
        var lines =
                DueLines.table(
                                List.of(
                                        due("often", "2027-03-28T01:00:00Z"),
                                        due("daily", "2027-03-28T04:00:00Z")),
                                JOB,
                                Instant.parse("2027-03-27T12:00:00Z"),
                                BERLIN)
                        .lines(0);

        assertThat(lines.subList(1, 3)).allMatch(line -> line.endsWith("go forward 1h"));
    }

    @Test
    void startThatJitterMakesLaterIsShown() {
        var due =
                new Due(
                        "often",
                        Instant.parse("2026-10-24T04:00:00Z"),
                        Instant.parse("2026-10-24T04:03:07Z"));

        assertThat(lines(BERLIN, due).getLast())
                .endsWith("often     starts at 2026-10-24T04:03:07Z by its jitter");
    }

    @Test
    void longListShowsItsEnds() {
        var due =
                IntStream.range(0, 11)
                        .mapToObj(i -> new Due("often", NOW.plusSeconds(i), NOW.plusSeconds(i)))
                        .toList();

        assertThat(DueLines.ends(due.subList(0, 10)).lines(0)).hasSize(11);
        assertThat(DueLines.ends(due).lines(0))
                .hasSize(12)
                .contains("…                     1 more")
                .contains("2026-10-23T12:00:04Z  often", "2026-10-23T12:00:06Z  often")
                .doesNotContain("2026-10-23T12:00:05Z  often");
    }
}
