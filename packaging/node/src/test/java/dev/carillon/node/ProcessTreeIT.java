package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.Definitions;
import dev.carillon.api.RunState;
import dev.carillon.api.client.HttpCarillon;
import dev.carillon.testkit.TestDatabase;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/// No process of an attempt outlives it, or its node, whatever it does to get away.
@Execution(ExecutionMode.CONCURRENT)
class ProcessTreeIT {
    private static final List<String> ESCAPES =
            List.of(
                    "setsid sleep %s &",
                    "(sleep %s &) &",
                    "nohup sleep %s > /dev/null 2>&1 &",
                    "(setsid nohup sleep %s > /dev/null 2>&1 &)",
                    "env -i /usr/bin/setsid /bin/sleep %s > /dev/null 2>&1 &",
                    "sh -c 'trap \"\" TERM HUP INT; while :; do sleep 0.2; done; : %s' &");

    /// How the attempts end.
    enum End {
        BY_ITSELF("sleep 3", "", RunState.SUCCEEDED),
        CANCELLED("trap '' TERM; while :; do sleep 0.2; done", "", RunState.CANCELLED),
        TIMED_OUT(
                "trap '' TERM; while :; do sleep 0.2; done",
                "timeout: 4s\nkillGrace: 1s\n",
                RunState.TIMED_OUT),
        NODE_KILLED("sleep 300", "", RunState.RUNNING),
        NODE_STOPPED("sleep 300", "", RunState.RUNNING);

        private final String work;
        private final String more;
        private final RunState state;

        End(String work, String more, RunState state) {
            this.work = work;
            this.more = more;
            this.state = state;
        }
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void nothingIsLeft(End end, @TempDir Path folder) throws IOException, InterruptedException {
        // A fraction no other process sleeps for.
        String mark = "300.7" + UUID.randomUUID().getMostSignificantBits() % 1_000_000;
        String seconds = mark.replace("-", "");
        try (var node = new CrashNode(folder, TestDatabase.H2)) {
            node.start();
            try (var carillon = node.connect()) {
                var runs = start(carillon, end, seconds);
                await().atMost(20, TimeUnit.SECONDS)
                        .until(() -> CrashNode.processesWith(seconds) >= ESCAPES.size());

                finish(node, carillon, end, runs);

                await().atMost(20, TimeUnit.SECONDS)
                        .untilAsserted(() -> assertThat(CrashNode.processesWith(seconds)).isZero());
                if (end.state.finished()) {
                    for (String run : runs) {
                        await().atMost(20, TimeUnit.SECONDS)
                                .until(() -> carillon.run(run).state() == end.state);
                    }
                }
            }
        }
    }

    private static List<String> start(HttpCarillon carillon, End end, String seconds) {
        var runs = new ArrayList<String>();
        for (int i = 0; i < ESCAPES.size(); i++) {
            String script = ESCAPES.get(i).formatted(seconds) + "\n" + end.work;
            carillon.apply(
                    Definitions.parse(
                            "name: escape-"
                                    + i
                                    + "\n"
                                    + end.more
                                    + "task:\n  shell:\n    script: |\n"
                                    + script.indent(6),
                            "test"),
                    false);
            runs.add(
                    carillon.run("default", "escape-" + i, new RunRequest(Map.of(), null), null)
                            .id());
        }
        return runs;
    }

    private static void finish(CrashNode node, HttpCarillon carillon, End end, List<String> runs)
            throws IOException, InterruptedException {
        switch (end) {
            case BY_ITSELF, TIMED_OUT -> {}
            case CANCELLED -> runs.forEach(carillon::cancel);
            case NODE_KILLED -> node.kill();
            case NODE_STOPPED -> node.signal("STOP");
        }
    }
}
