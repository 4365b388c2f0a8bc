package dev.carillon.engine.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.change.Action;
import dev.carillon.engine.change.ChangeLog;
import dev.carillon.engine.change.Entry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What a look at the tables tells of commits, where nodes are several.
class CommitsSeenStoreTest {
    private final EngineFixture engine = new EngineFixture(StoreKind.POSTGRESQL);

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    private Optional<String> seen() {
        return Optional.ofNullable(engine.database.transaction(tx -> tx.nodes().sight()).changes());
    }

    // Whatever else is written on the server hides it for a moment.
    private String settled() {
        return Objects.requireNonNull(await().until(() -> seen().orElse(null), Objects::nonNull));
    }

    @Test
    void eachCommitOfAnEventGivesAnotherNumber() {
        var none = settled();
        assertThat(settled()).isEqualTo(none);

        engine.job("{name: one, task: {shell: {command: [x]}}}");
        var job = settled();
        assertThat(job).isNotEqualTo(none);
        assertThat(settled()).isEqualTo(job);

        engine.run("one", Map.of());
        assertThat(settled()).isNotEqualTo(job);
    }

    @Test
    void thereIsNoNumberWhileATransactionIsUnderWayThatIsOlderThanACommittedOne() {
        engine.job("{name: one, task: {shell: {command: [x]}}}");

        var meanwhile =
                engine.database.transaction(
                        tx -> {
                            tx.calendars().set("older", "than the run");
                            engine.run("one", Map.of());
                            return seen();
                        });

        assertThat(meanwhile).isEmpty();
    }

    @Test
    void whatIsCommittedLastGivesAnotherNumberWhenItBeganBefore() {
        engine.job("{name: one, task: {shell: {command: [x]}}}");

        // A commit of others on the server, in between, hides the number until this transaction is
        // over.
        var number =
                await().until(
                                () ->
                                        engine.database.transaction(
                                                tx -> {
                                                    tx.calendars().set("older", "than the look");
                                                    var looked = seen();
                                                    if (looked.isPresent()) {
                                                        ChangeLog.record(tx, revoked());
                                                    }
                                                    return looked;
                                                }),
                                Optional::isPresent)
                        .orElseThrow();

        assertThat(settled()).isNotEqualTo(number);
    }

    private Entry revoked() {
        return new Entry(Action.TOKEN_REVOKE, "x", "test", engine.time.micros());
    }
}
