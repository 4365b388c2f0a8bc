package dev.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.engine.queue.RunViews;
import dev.carillon.engine.queue.Submissions.Wanted;
import dev.carillon.engine.run.NewRun.Cause;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.jdbc.Database;
import dev.carillon.testkit.ManualTime;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A node whose processes were killed as it had lost contact goes on with the same process.
@ParameterizedClass
@EnumSource(StoreKind.class)
class LostContactStoreTest {
    private final ManualTime time = new ManualTime(Instant.parse("2026-11-27T12:00:00Z"));
    private final Stores stores;
    private final SimulatedExecutor executor =
            new SimulatedExecutor(
                    time, new Random(1), new ArrayList<>(), attempt -> 60_000_000, () -> true);
    private SimulatedNode node;
    // So many transactions are carried out, the last without an answer; the ones after them fail.
    private int left = Integer.MAX_VALUE;

    LostContactStoreTest(StoreKind kind) {
        stores = kind.open(time);
    }

    private Stores failing() {
        return new StoresAround(stores) {
            @Override
            public <T> T transaction(Work<T> work) {
                if (left-- <= 0) {
                    throw new CarillonException(ErrorCode.UNAVAILABLE, "away");
                }
                T result = stores.transaction(work);
                if (left == 0) {
                    throw new CarillonException(ErrorCode.UNAVAILABLE, "no answer");
                }
                return result;
            }
        };
    }

    @BeforeEach
    void start(@TempDir Path folder) {
        node = SimulatedNode.alone(failing(), 4, time, executor, folder);
        node.catalog.put(
                Definitions.parse(
                        "{name: job, overlap: allow, task: {shell: {command: [x]}}}", "test"),
                "test",
                null,
                false);
        node.workers.claimOnce();
    }

    @AfterEach
    void close() throws Exception {
        if (stores instanceof Database database) {
            database.close();
        }
    }

    private List<RunView> runs() {
        return new RunViews(stores).find(RunQuery.ALL, null, 10).items();
    }

    @Test
    void aRunThatItHasAlreadyBegunAgainIsNotTakenForLostOnceMore() {
        node.submissions.submitAll(
                "test",
                Collections.nCopies(
                        2, new Wanted("default", "job", Map.of(), null, null, Cause.MANUAL)));
        assertThat(executor.running()).isEqualTo(2);
        node.workers.loseContact();
        time.advance(Duration.ofMillis(100));
        executor.endDue();

        // What is open is read, and it is settled, but the node does not hear of it.
        left = 2;
        assertThatThrownBy(node.workers::storeOnce).hasMessage("no answer");
        left = Integer.MAX_VALUE;
        time.advance(Duration.ofSeconds(1));
        node.workers.claimOnce();
        assertThat(executor.running()).isEqualTo(2);

        for (int i = 0; i < 3; i++) {
            time.advance(Duration.ofSeconds(1));
            node.workers.storeOnce();
            node.workers.claimOnce();
        }

        assertThat(runs())
                .allMatch(run -> run.state() == RunState.RUNNING && run.attempt() == 2)
                .hasSize(2);
        assertThat(executor.running()).isEqualTo(2);
        assertThat(node.workers.busy()).isEqualTo(2);
    }
}
