package dev.carillon.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.queue.Submissions.Wanted;
import dev.carillon.engine.run.NewRun.Cause;
import dev.carillon.engine.store.jdbc.CountedStatements;
import dev.carillon.engine.store.jdbc.Database;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Many runs with idempotency keys in one request.
@ParameterizedClass
@EnumSource(names = {"H2", "POSTGRESQL"})
class SubmissionKeysStoreTest {
    private static final int RUNS = 1_000;

    private final StoreKind kind;
    private final EngineFixture engine;
    private final CountedStatements counted;
    private final Submissions submissions;

    SubmissionKeysStoreTest(StoreKind kind) {
        this.kind = kind;
        engine = new EngineFixture(kind);
        engine.job("{name: work, overlap: allow, task: {shell: {command: [\"true\"]}}}");
        counted = new CountedStatements((Database) engine.database);
        submissions =
                new Submissions(
                        counted.database(), engine.ground, engine.time::micros, Optional.empty());
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    private List<UUID> submit(String principal, int from) {
        var wanted = new ArrayList<Wanted>();
        for (int i = from; i < from + RUNS; i++) {
            wanted.add(new Wanted("default", "work", Map.of(), null, "key-" + i, Cause.MANUAL));
        }
        return submissions.submitAll(principal, wanted);
    }

    @Test
    void theyCostFewStatementsAndAreFoundAgainByThem() {
        var made = submit("ann", 0);
        assertFew(counted.take());

        var again = submit("ann", 500);
        assertFew(counted.take());

        assertThat(again.subList(0, 500)).isEqualTo(made.subList(500, 1_000));
        assertThat(again.subList(500, 1_000)).doesNotContainAnyElementsOf(made);
        assertThat(submit("bob", 0)).doesNotContainAnyElementsOf(made);
    }

    // H2 is asked for each key, which costs nothing but that within one process.
    private void assertFew(List<String> statements) {
        assertThat(statements)
                .filteredOn(
                        sql -> kind == StoreKind.POSTGRESQL || !sql.contains("idempotency_key = ?"))
                .hasSizeLessThan(20);
    }

    @Test
    void oldKeysAreForgottenHoweverManyTheyAre() {
        submit("ann", 0);
        submit("bob", 0);
        submit("cid", 0);
        engine.time.advance(Duration.ofHours(25));
        submit("dan", 0);

        assertThat(Keys.expire(engine.database, engine.time.micros())).isEqualTo(3_000);
        assertThat(Keys.expire(engine.database, engine.time.micros())).isZero();
    }

    @Test
    void aKeyOfEarlierThanADayMakesANewRun() {
        var made = submit("ann", 0);
        engine.time.advance(Duration.ofHours(25));

        assertThat(submit("ann", 0)).doesNotContainAnyElementsOf(made);
    }

    @Test
    void aKeyThatIsUsedForSomethingElseRefusesAll() {
        submit("ann", 0);
        var wanted =
                List.of(
                        new Wanted("default", "work", Map.of(), null, "fresh", Cause.MANUAL),
                        new Wanted("default", "other", Map.of(), null, "key-7", Cause.MANUAL));

        assertThatThrownBy(() -> submissions.submitAll("ann", wanted))
                .isInstanceOfSatisfying(
                        CarillonException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.IDEMPOTENCY_KEY_REUSED));
        assertThat(engine.views.count(RunQuery.ALL).count()).isEqualTo(RUNS);
    }
}
