package dev.carillon.console.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.Definitions;
import dev.carillon.api.client.HttpCarillon;
import dev.carillon.console.parts.log.LogView;

import javafx.application.Platform;
import javafx.geometry.BoundingBox;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Names, values and output that were made to break a console.
class HostileJourney extends Journey {
    private static final String RTL = "\u202eתיאור של עבודה עם כיוון הפוך\u202c ومعها العربية";
    private static final String LONG = "x".repeat(10_000);
    private static final int LINE_BYTES = 100 * 1024 * 1024;

    /// Longest that the screen may not answer, with a machine that is shared.
    private static final Duration STALL = Duration.ofSeconds(2);

    @Test
    void hostileNamesAndLogsNeitherStallNorBreakAnything() throws Exception {
        try (var carillon = node().connect()) {
            String strange = strange(carillon);
            String noisy = noisy(carillon);
            String huge = huge(carillon);
            for (var id : new String[] {strange, noisy, huge}) {
                await().atMost(Duration.ofSeconds(90))
                        .until(() -> carillon.run(id).state().finished());
            }
            connect();
            var stalls = new Stalls();
            try {
                visit("jobs", KeyCode.DIGIT5, "hostile-1-jobs");
                visit("runs", KeyCode.DIGIT3, "hostile-2-runs");
                visit("failures", KeyCode.DIGIT4, "hostile-3-failures");
                visit("now", KeyCode.DIGIT1, "hostile-4-now");
                find("n".repeat(30), "default/" + "n".repeat(100));
                until("the job", () -> text("#job-title").startsWith("nnn"));
                draw("hostile-5-job");
                push(KeyCode.SHIFT, KeyCode.ENTER);
                until("the form of a run", () -> shown("#run-form"));
                staysInside("#run-form");
                draw("hostile-6-run-form");
                push(KeyCode.ESCAPE);
                push(KeyCode.E);
                until("the editor", () -> text("#field-name").startsWith("nnn"));
                staysInside("#editor");
                draw("hostile-7-editor");

                see(strange);
                draw("hostile-8-run");
                see(noisy);
                until("its lines", () -> text("#log-size").contains("lines"));
                draw("hostile-9-log");
                see(huge);
                until("the long line", () -> lookup("#log").<LogView>query().isVisible());
                until("all of it", () -> text("#log-size").contains("3 "));
                push(KeyCode.CONTROL, KeyCode.F);
                write("needle");
                until("it is found", () -> text("#log-found").contains("1"));
                draw("hostile-10-long-line");
                push(KeyCode.CONTROL, KeyCode.DIGIT1);
            } finally {
                stalls.end();
            }
            assertThat(stalls.longest()).isLessThan(STALL);
        }
    }

    private static String strange(HttpCarillon carillon) {
        String json =
                """
                {name: %s, description: "%s", overlap: allow, labels: {team: "%s"},
                 parameters: [{name: word, type: string, default: "%s", description: "%s"}],
                 task: {shell: {script: "printf '%%s' \\"$word\\"; echo \\"$word\\" >&2; exit 3"}}}
                """
                        .formatted("n".repeat(100), RTL + LONG.substring(0, 1_000), RTL, LONG, RTL);
        carillon.apply(Definitions.parse(json, "test"), false);
        return run(carillon, "n".repeat(100), Map.of("word", RTL + LONG.substring(RTL.length())));
    }

    private static String noisy(HttpCarillon carillon) {
        String script =
                "printf '\\\\033[31mred\\\\033[0m \\\\033[2J\\\\033[H\\\\033]0;title\\\\007 after\\\\n';"
                        + " printf 'nul \\\\000 byte, bad \\\\377\\\\376\\\\300 utf-8, bell \\\\007 back \\\\b\\\\b\\\\n';"
                        + " printf 'half an escape \\\\033[38;5;\\\\n'; printf 'cr\\\\rover\\\\n';"
                        + " echo '"
                        + RTL
                        + "'; printf '\\\\xf0\\\\x9f\\\\x94\\\\xa5 zalgo h\\\\xcc\\\\x81\\\\xcc\\\\x82\\\\xcc\\\\x83\\\\xcc\\\\x84i\\\\n'; exit 4";
        carillon.apply(
                Definitions.parse(
                        "{name: noisy, task: {shell: {script: \"" + script + "\"}}}", "test"),
                false);
        return run(carillon, "noisy", Map.of());
    }

    private static String huge(HttpCarillon carillon) {
        carillon.apply(
                Definitions.parse(
                        "{name: huge, task: {shell: {script: \"echo before; head -c "
                                + LINE_BYTES
                                + " /dev/zero | tr '\\\\0' a; echo; echo needle after\"}}}",
                        "test"),
                false);
        return run(carillon, "huge", Map.of());
    }

    private static String run(HttpCarillon carillon, String job, Map<String, String> parameters) {
        return carillon.run("default", job, new RunRequest(new HashMap<>(parameters), null), null)
                .id();
    }

    private void visit(String id, KeyCode key, String name) throws Exception {
        push(KeyCode.CONTROL, key);
        until("screen " + id, () -> shown("#" + id));
        staysInside("#" + id);
        draw(name);
    }

    private void see(String run) {
        command(run);
        until("the run", () -> text("#run-identity").contains(run));
        staysInside("#run");
    }

    // Nothing pushes a screen over the edge of the window.
    private void staysInside(String id) {
        Node node = lookup(id).query();
        interact(
                () -> {
                    var scene = node.getScene();
                    scene.getRoot().layout();
                    var bounds = node.localToScene(node.getLayoutBounds());
                    assertThat(
                                    new BoundingBox(0, 0, scene.getWidth(), scene.getHeight())
                                            .contains(bounds))
                            .as("%s at %s in the window", id, bounds)
                            .isTrue();
                });
    }

    /// How long the thread of the screen did not answer at most.
    private static final class Stalls {
        private final AtomicLong longestNanos = new AtomicLong();
        private final AtomicBoolean ended = new AtomicBoolean();
        private final Thread thread = Thread.ofPlatform().daemon().name("stalls").start(this::look);

        private void look() {
            try {
                while (!ended.get()) {
                    long asked = System.nanoTime();
                    var answered = new CountDownLatch(1);
                    Platform.runLater(answered::countDown);
                    if (!answered.await(30, TimeUnit.SECONDS)) {
                        longestNanos.set(Duration.ofSeconds(30).toNanos());
                        return;
                    }
                    longestNanos.accumulateAndGet(System.nanoTime() - asked, Math::max);
                    TimeUnit.MILLISECONDS.sleep(20);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void end() throws InterruptedException {
            ended.set(true);
            thread.join();
        }

        Duration longest() {
            return Duration.ofNanos(longestNanos.get());
        }
    }
}
