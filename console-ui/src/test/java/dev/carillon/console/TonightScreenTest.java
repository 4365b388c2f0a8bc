package dev.carillon.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Forecast.Kind;
import dev.carillon.api.RunState;
import dev.carillon.console.frame.Place;

import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;

class TonightScreenTest extends ClusterScreenTest {
    private static final String[] JOBS = {
        "billing-orders",
        "crm-sync",
        "erp-export",
        "invoices",
        "mail-digest",
        "nightly-backup",
        "prices-import",
        "reindex",
        "reports-daily",
        "stock-levels",
        "thumbnails",
        "warehouse-load"
    };

    private void fill(Instant now) {
        var random = new Random(42);
        for (int j = 0; j < JOBS.length; j++) {
            String queue = j % 3 == 0 ? "erp" : "default";
            var every = Duration.ofMinutes(40 + 35L * j);
            var takes = Duration.ofMinutes(4 + random.nextInt(22));
            for (var at = now.minus(Duration.ofHours(5)).plusSeconds(random.nextInt(2000));
                    at.isBefore(now);
                    at = at.plus(every)) {
                var end = at.plus(takes.multipliedBy(70 + random.nextInt(50)).dividedBy(100));
                boolean running = end.isAfter(now);
                boolean bad = !running && random.nextInt(8) == 0;
                world().add(
                                JOBS[j],
                                running
                                        ? RunState.RUNNING
                                        : bad ? RunState.FAILED : RunState.SUCCEEDED,
                                at,
                                running ? null : end,
                                "node-" + "abc".charAt(random.nextInt(3)),
                                queue);
            }
            for (var at = now.plusSeconds(random.nextInt(3000));
                    at.isBefore(now.plus(Duration.ofHours(30)));
                    at = at.plus(every)) {
                world().addDue(JOBS[j], at, takes, takes.multipliedBy(17).dividedBy(10), queue);
            }
        }
        world().addFrequent("heartbeat", now, 43_200);
        world().addDue(
                        "reindex",
                        now.plus(Duration.ofMinutes(95)),
                        Duration.ofHours(2),
                        Duration.ofHours(3),
                        "default");
        world().addWarning(
                        Kind.OVERLAP,
                        "reindex",
                        now.plus(Duration.ofHours(2)),
                        "A run of 2 h is expected to be under way still when the next one is due.");
        world().addWarning(
                        Kind.NO_NODE,
                        "warehouse-load",
                        now.plus(Duration.ofHours(5)),
                        "No node has the label gpu=yes.");
    }

    @Test
    void theTimeLineShowsPastAndFutureByJobAndByNode() throws Exception {
        fill(Instant.now());
        open(new Place.Tonight("-4h", "+8h"));
        until(
                "the lanes",
                () -> lookup("#tonight-counted").<Label>query().getText().contains("13 lanes"));
        clickOn("#tonight-free-find");
        until(
                "free time",
                () -> !lookup("#tonight-slots").<ListView<?>>query().getItems().isEmpty());
        assertThat(lookup("#tonight-warnings .warning-text").<Label>queryAll())
                .isNotEmpty()
                .noneMatch(Label::isTextTruncated);
        drawBoth("tonight");

        clickOn("#tonight-by-node");
        until(
                "nodes",
                () -> lookup("#tonight-counted").<Label>query().getText().contains("4 lanes"));
        clickOn("#tonight-1h");
        String before = lookup("#tonight-range").<Label>query().getText();
        clickOn("#gantt");
        push(KeyCode.RIGHT);
        until("it moved", () -> !lookup("#tonight-range").<Label>query().getText().equals(before));
        draw("tonight-nodes");
        assertThat(lookup("#tonight-warnings").<ListView<?>>query().getItems()).hasSize(2);
    }

    @Test
    void whatIsDueVeryOftenIsLegibleInOneLane() throws Exception {
        var now = Instant.now();
        for (int i = 0; i < 7; i++) {
            world().addFrequent("beat-" + i, now, 4_560L * (i + 1));
        }
        for (int i = 0; i < 12; i++) {
            world().addDue(
                            "hourly",
                            now.plus(Duration.ofHours(i)),
                            Duration.ZERO,
                            Duration.ZERO,
                            "default");
        }
        open(new Place.Tonight("-2h", "+12h"));
        clickOn("#tonight-by-queue");
        until(
                "one lane",
                () -> lookup("#tonight-counted").<Label>query().getText().endsWith(" in 1 lane"));

        clickOn("#tonight-free-find");

        until(
                "no free time",
                () -> !lookup("#tonight-slots").<ListView<?>>query().getItems().isEmpty());
        drawBoth("tonight-often");
    }

    @Test
    void thousandsOfBarsAreSeenAtOnce() throws Exception {
        var now = Instant.now();
        for (int i = 0; i < 9_000; i++) {
            world().addDue(
                            "job-" + i % 60,
                            now.plusSeconds(i * 60L),
                            Duration.ofMinutes(3),
                            Duration.ofMinutes(5),
                            "default");
        }
        open(new Place.Tonight("+0h", "+168h"));
        until(
                "the lanes",
                () -> lookup("#tonight-counted").<Label>query().getText().contains("60 lanes"));

        draw("tonight-many");
        interact(() -> lookup("#gantt").query().requestFocus());
        push(KeyCode.PLUS);
        push(KeyCode.DOWN);

        draw("tonight-many-nearer");
    }
}
