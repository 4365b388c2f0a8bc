package dev.carillon.engine.http;

import static dev.carillon.engine.http.FakeCarillon.RUN;
import static dev.carillon.engine.http.FakeCarillon.TIME;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.LogPart;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.Carillon.Submission;
import dev.carillon.api.RunState;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Every operation through client and server arrives as it was asked, and its answer as it was given.
class RoundTripTest extends ApiFixture {
    private static final String CURSOR = "01936e5a-0000-7000-8000-000000000001";

    @Test
    void definitionsArriveAsTheyWere() {
        assertThat(client.put(FakeCarillon.definition(), null)).isEqualTo(FakeCarillon.job());
        assertThat(client.apply(List.of(FakeCarillon.definition()), true).getFirst().next())
                .containsExactly(TIME);

        assertThat(fake.definitions)
                .containsExactly(FakeCarillon.definition(), FakeCarillon.definition());
        assertThat(fake.calls).containsExactly("put billing/orders null", "apply 1 dryRun=true");
    }

    @Test
    void aSetIsAppliedWhenItIsNoDryRun() {
        client.apply(List.of(FakeCarillon.definition(), FakeCarillon.definition()), false);

        assertThat(fake.calls).containsExactly("apply 2 dryRun=false");
    }

    @Test
    void expectedVersionsTravelAsPreconditions() {
        client.put(FakeCarillon.definition(), 0);
        client.put(FakeCarillon.definition(), 3);

        assertThat(fake.calls).containsExactly("put billing/orders 0", "put billing/orders 3");
    }

    @Test
    void jobsAreReadAndChanged() {
        assertThat(client.job("billing", "orders")).isEqualTo(FakeCarillon.job());
        assertThat(client.jobs("ord & ers", "a/b", 7).cursor()).isEqualTo("c2");
        assertThat(client.jobs(null, null, 100).items()).containsExactly(FakeCarillon.job());
        assertThat(client.pause("billing", "orders")).isEqualTo(FakeCarillon.job());
        assertThat(client.resume("billing", "orders")).isEqualTo(FakeCarillon.job());
        client.delete("billing", "orders");

        assertThat(fake.calls)
                .containsExactly(
                        "job billing/orders",
                        "jobs ord & ers a/b 7",
                        "jobs null null 100",
                        "pause billing/orders",
                        "resume billing/orders",
                        "delete billing/orders");
    }

    @Test
    void runsAreSubmitted() {
        assertThat(
                        client.run(
                                "billing",
                                "orders",
                                new RunRequest(Map.of("day", "ü"), TIME),
                                "key-1"))
                .isEqualTo(RUN);
        assertThat(client.run("billing", "orders", new RunRequest(Map.of(), null), null))
                .isEqualTo(RUN);
        Submission submission = new Submission("billing", "orders", Map.of("day", "1"), "k");
        assertThat(client.runAll(List.of(submission))).containsExactly("1", "2");

        assertThat(fake.calls)
                .containsExactly(
                        "run billing/orders {day=ü} 2027-01-01T06:00:00Z key-1",
                        "run billing/orders {} null null",
                        "runAll " + List.of(submission));
    }

    @Test
    void runsAreReadAndChanged() {
        RunQuery query =
                new RunQuery(Set.of(RunState.FAILED), "billing/orders", TIME, "out of disk");
        assertThat(client.runs(query, CURSOR, 5).items()).containsExactly(RUN);
        assertThat(client.run("0192-7")).isEqualTo(RUN);
        assertThat(client.attempts("0192-7").getFirst().exitCode()).isEqualTo(2);
        assertThat(client.log("0192-7", 12)).isEqualTo(new LogPart("hällo\n", 7, true));
        assertThat(client.why("0192-7").reason()).isEqualTo("NO_FREE_SLOT");
        assertThat(client.cancel("0192-7").state()).isEqualTo(RunState.CANCELLED);
        assertThat(client.retry("0192-7")).isEqualTo(RUN);

        assertThat(fake.calls)
                .containsExactly(
                        "runs " + query + " " + CURSOR + " 5",
                        "run 0192-7",
                        "attempts 0192-7",
                        "log 0192-7 12",
                        "why 0192-7",
                        "cancel 0192-7",
                        "retry 0192-7");
    }

    @Test
    void nodesAreRead() {
        assertThat(client.nodes().getFirst().slots()).isEqualTo(8);
        assertThat(client.stats().runs()).containsEntry(RunState.QUEUED, 4L);
        assertThat(client.backup().took()).isEqualTo(Duration.ofMillis(1500));
    }
}
