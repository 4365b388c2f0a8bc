package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.Definitions;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.testkit.TestDatabase;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A backup of a real node, put in the place of its database.
@Execution(ExecutionMode.CONCURRENT)
class RestoreIT {
    @TempDir Path folder;
    private CrashNode node;

    @BeforeEach
    void start() throws IOException {
        node = new CrashNode(folder, TestDatabase.H2);
        node.start();
    }

    @AfterEach
    void end() {
        node.close();
    }

    private static void job(Carillon carillon, String name, String more) {
        carillon.apply(
                Definitions.parse(
                        "name: "
                                + name
                                + "\noverlap: allow\ntask: {shell: {command: [sleep, \"98771\"]}}\n"
                                + more,
                        "test"),
                false);
    }

    private static List<String> jobs(Carillon carillon) {
        return carillon.jobs(null, null, 100).items().stream()
                .map(job -> job.name())
                .sorted()
                .toList();
    }

    private static RunView begun(Carillon carillon, String job) {
        var run = carillon.run("default", job, new RunRequest(Map.of(), null), null);
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> carillon.run(run.id()).state() == RunState.RUNNING);
        return run;
    }

    private Answer restore(Path backup) {
        return Answer.to(
                "restore",
                backup.toString(),
                "--config",
                folder.resolve("carillon.yaml").toString());
    }

    private List<Path> kept() throws IOException {
        try (var files = Files.list(folder.resolve("data"))) {
            return files.filter(file -> file.getFileName().toString().contains(".before-restore-"))
                    .toList();
        }
    }

    @Test
    void whatIsThereAfterwardsIsWhatWasThereAtTheTimeOfTheBackup() throws Exception {
        Path backup;
        RunView again;
        RunView once;
        RunView waiting;
        try (var carillon = node.connect()) {
            job(carillon, "again", "");
            job(carillon, "once", "delivery: at-most-once\n");
            again = begun(carillon, "again");
            once = begun(carillon, "once");
            carillon.cordon("crash", null);
            waiting = carillon.run("default", "once", new RunRequest(Map.of(), null), null);
            backup = Path.of(carillon.backup().file());
            job(carillon, "later", "");

            var refused = restore(backup);
            assertThat(refused.code()).isEqualTo(Exit.CONFLICT);
            assertThat(refused.err()).contains("not while a node works", "(process ");
            assertThat(jobs(carillon)).containsExactly("again", "later", "once");
        }
        node.stop();

        var done = restore(backup);

        assertThat(done.err()).isEmpty();
        assertThat(done.code()).isEqualTo(Exit.OK);
        assertThat(done.out())
                .contains(
                        backup + " is the database " + folder.resolve("data/carillon.mv.db"),
                        "its checksum was right",
                        kept().getFirst().toString(),
                        "1 begin again when the node starts, 1 are LOST",
                        "had not begun: 1. They are held");
        node.start();
        try (var carillon = node.connect()) {
            assertThat(jobs(carillon)).containsExactly("again", "once");
            assertThat(carillon.run(once.id()).state()).isEqualTo(RunState.LOST);
            assertThat(carillon.run(waiting.id()).state()).isEqualTo(RunState.HELD);
            carillon.uncordon("crash");
            await().atMost(20, TimeUnit.SECONDS)
                    .until(() -> carillon.run(again.id()).state() == RunState.RUNNING);
            assertThat(carillon.run(again.id()).attempt()).isEqualTo(2);
        }
        node.stop();

        // And back to what was there before.
        Files.move(
                kept().getFirst(),
                folder.resolve("data/carillon.mv.db"),
                StandardCopyOption.REPLACE_EXISTING);
        node.start();
        try (var carillon = node.connect()) {
            assertThat(jobs(carillon)).containsExactly("again", "later", "once");
        }
    }

    @ParameterizedTest
    @CsvSource({"RESTORE_READY,later", "RESTORE_KEPT,later", "RESTORE_REPLACED,"})
    void aRestoreThatEndsInTheMiddleLeavesOneOfTheTwoWhole(String point, String there)
            throws Exception {
        Path backup;
        try (var carillon = node.connect()) {
            job(carillon, "first", "");
            backup = Path.of(carillon.backup().file());
            job(carillon, "later", "");
        }
        node.stop();
        node.arm();

        node.command(node.property(point, 1), "restore", backup.toString());
        node.awaitCrash();

        node.start();
        try (var carillon = node.connect()) {
            assertThat(jobs(carillon))
                    .isEqualTo(there == null ? List.of("first") : List.of("first", there));
        }
        node.stop();
        assertThat(restore(backup).code()).isEqualTo(Exit.OK);
        assertThat(folder.resolve("data/upgrade-carillon.mv.db")).doesNotExist();
        node.start();
        try (var carillon = node.connect()) {
            assertThat(jobs(carillon)).containsExactly("first");
        }
    }
}
