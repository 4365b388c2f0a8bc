package dev.carillon.console.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.RunState;
import dev.carillon.console.link.FailedRuns;
import dev.carillon.console.runs.Completion.Suggestion;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

class QueryTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

    private static RunQuery understood(String text) {
        assertThat(Query.of(text, NOW, ZONE)).isInstanceOf(Query.Understood.class);
        return ((Query.Understood) Query.of(text, NOW, ZONE)).query();
    }

    private static Query.Wrong wrong(String text) {
        assertThat(Query.of(text, NOW, ZONE)).isInstanceOf(Query.Wrong.class);
        return (Query.Wrong) Query.of(text, NOW, ZONE);
    }

    @Test
    void theNumberOfFailedRunsLeadsToTheListOfThem() {
        assertThat(understood(FailedRuns.QUERY)).isEqualTo(FailedRuns.query(NOW));
    }

    @Test
    void allKeysAreUnderstood() {
        var query =
                understood(
                        "state:failed,lost job:orders* since:2h until:1h queue:x node:b trigger:manual error~timeout");

        assertThat(query.states()).containsExactlyInAnyOrder(RunState.FAILED, RunState.LOST);
        assertThat(query.job()).isEqualTo("orders*");
        assertThat(query.since()).isEqualTo(NOW.minus(Duration.ofHours(2)));
        assertThat(query.until()).isEqualTo(NOW.minus(Duration.ofHours(1)));
        assertThat(query.queue()).isEqualTo("x");
        assertThat(query.node()).isEqualTo("b");
        assertThat(query.causes()).containsExactly("MANUAL");
        assertThat(query.error()).isEqualTo("timeout");
    }

    @Test
    void anEmptyQueryIsAll() {
        assertThat(understood("  ")).isEqualTo(RunQuery.ALL);
    }

    @Test
    void timesAreOfTheZoneOfThePerson() {
        assertThat(understood("since:today").since()).isEqualTo("2026-11-25T23:00:00Z");
        assertThat(understood("since:09:30").since()).isEqualTo("2026-11-26T08:30:00Z");
        assertThat(understood("since:2026-11-20T01:02").since()).isEqualTo("2026-11-20T00:02:00Z");
        assertThat(understood("since:2026-11-20T01:02:03Z").since())
                .isEqualTo("2026-11-20T01:02:03Z");
        assertThat(understood("since:1d12h").since()).isEqualTo(NOW.minus(Duration.ofHours(36)));
    }

    @Test
    void wordsForSeveralStatesAreKnown() {
        assertThat(understood("state:problem").states())
                .containsExactlyInAnyOrder(RunState.FAILED, RunState.TIMED_OUT, RunState.LOST);
    }

    @Test
    void aWordAloneIsPartOfTheNameOfAJob() {
        assertThat(understood("orders").job()).isEqualTo("*/*orders*");
    }

    @Test
    void quotedTextsHoldSpaces() {
        assertThat(understood("error:\"no space left\" state:failed").error())
                .isEqualTo("no space left");
    }

    @Test
    void anIdIsOneRun() {
        String id = "01a21789-0000-7000-8000-000000000001";

        assertThat(Query.of("id:" + id, NOW, ZONE))
                .isEqualTo(new Query.Understood(RunQuery.ALL, id));
        assertThat(Query.of(id, NOW, ZONE)).isEqualTo(new Query.Understood(RunQuery.ALL, id));
        assertThat(wrong("id:12").from()).isEqualTo(3);
    }

    @Test
    void anUnknownKeyIsToldWithTheNearestAndItsPlace() {
        var wrong = wrong("state:failed nodes:b");

        assertThat(wrong.message()).contains("\"nodes\"").contains("did you mean \"node\"?");
        assertThat(wrong.from()).isEqualTo(13);
        assertThat(wrong.until()).isEqualTo(18);
    }

    @Test
    void wrongValuesAreToldWithWhatWouldBeRight() {
        assertThat(wrong("state:faild").message()).contains("did you mean \"failed\"?");
        assertThat(wrong("trigger:manuel").message()).contains("did you mean \"manual\"?");
        assertThat(wrong("since:sometime").message()).contains("write 2h, 30m");
        assertThat(wrong("queue:").message()).contains("queue");
        assertThat(wrong("node:a node:b").message()).contains("twice");
        assertThat(wrong("since:1h until:2h").message()).contains("before");
        assertThat(wrong("no space").message()).contains("quote");
    }

    @Test
    void aTermIsReplacedOrAddedOrTakenAway() {
        assertThat(QueryTerm.with("state:failed since:2h job:x", QueryKey.SINCE, "1h"))
                .isEqualTo("state:failed since:1h job:x");
        assertThat(QueryTerm.with("state:failed", QueryKey.SINCE, "1h"))
                .isEqualTo("state:failed since:1h");
        assertThat(QueryTerm.with("state:failed since:2h job:x", QueryKey.SINCE, ""))
                .isEqualTo("state:failed job:x");
    }

    @Test
    void keysAreCompleted() {
        var completion = Completion.at("state:failed s", 14);

        assertThat(completion.known())
                .extracting(Suggestion::text)
                .containsExactly("state:", "since:");
        assertThat(completion.applied("state:failed s", completion.known().getLast()))
                .isEqualTo("state:failed since:");
    }

    @Test
    void theStateThatIsWrittenIsCompletedAmongOthers() {
        String text = "state:lost,fa job:x";

        var completion = Completion.at(text, 13);

        assertThat(completion.known()).extracting(Suggestion::text).containsExactly("failed");
        assertThat(completion.applied(text, completion.known().getFirst()))
                .isEqualTo("state:lost,failed job:x");
    }
}
