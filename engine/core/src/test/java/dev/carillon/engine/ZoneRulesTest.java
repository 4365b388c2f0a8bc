package dev.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Definitions;
import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.segment.Segments;
import dev.carillon.engine.store.TriggerTable.Key;
import dev.carillon.engine.store.TriggerTable.State;
import dev.carillon.engine.store.jdbc.Database;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Objects;

/// The time zone rules of the Java runtime are other ones than at the last start.
class ZoneRulesTest {
    private static final String JOB =
            """
            name: work
            task: {shell: {command: ["true"]}}
            schedules: [{id: s, cron: "30 2 * * *", zone: Europe/Berlin}]
            """;

    @Test
    void newRulesPlanWhatIsToldInLocalTimeAnewAndAreShown(@TempDir Path folder) {
        var config = EngineConfig.embedded("a", folder, 2);
        Long planned;
        try (var engine = Engine.start(config)) {
            engine.apply(Definitions.parse(JOB, "test"), false);
            planned = next(engine);
        }
        try (var database = Database.open(config.database())) {
            database.transaction(
                    tx -> {
                        var job = JobCatalog.idOf("default", "work");
                        tx.triggers()
                                .replan(
                                        new Key(
                                                new Segments(Segments.DEFAULT)
                                                        .of(job)
                                                        .schedulerName(),
                                                "s",
                                                "default/work"),
                                        State.WAITING,
                                        planned + 3_600_000,
                                        0);
                        tx.calendars().set("zone-rules", "1999a");
                        return true;
                    });
        }

        try (var engine = Engine.start(config)) {
            assertThat(next(engine)).isEqualTo(planned);
            assertThat(engine.nodes())
                    .extracting(node -> node.labels().get("tzdata"))
                    .doesNotContain("1999a")
                    .doesNotContainNull();
        }
    }

    private static Long next(Engine engine) {
        var next = engine.job("default", "work").schedules().getFirst().next();
        return Objects.requireNonNull(next).toEpochMilli();
    }
}
