package dev.carillon.api;

import dev.carillon.api.JobDefinition.CatchUp;
import dev.carillon.api.JobDefinition.ContactLost;
import dev.carillon.api.JobDefinition.Delivery;
import dev.carillon.api.JobDefinition.Overlap;
import dev.carillon.api.JobDefinition.Parameter;
import dev.carillon.api.JobDefinition.Retention;
import dev.carillon.api.JobDefinition.Retry;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Right definitions of every kind.
final class AnyDefinition {
    private AnyDefinition() {}

    static Arbitrary<JobDefinition> definitions() {
        return Combinators.combine(
                        Combinators.combine(name(), name(), text(100), labels())
                                .as(AnyDefinition::definition),
                        task(),
                        parameter().list().ofMaxSize(3).uniqueElements(Parameter::name),
                        schedule().list().ofMaxSize(4).uniqueElements(Schedule::id),
                        policies())
                .as(
                        (job, task, parameters, schedules, policies) ->
                                with(job, task, parameters, schedules, policies));
    }

    private static JobDefinition definition(
            String namespace, String name, String description, Map<String, String> labels) {
        return new JobDefinition(
                namespace,
                name,
                description,
                labels,
                new Task.Java("", ""),
                List.of(),
                List.of(),
                CatchUp.DEFAULT,
                Overlap.SKIP,
                Retry.NONE,
                null,
                null,
                Duration.ofSeconds(5),
                Delivery.AT_LEAST_ONCE,
                ContactLost.KILL,
                5,
                "default",
                Retention.DEFAULT);
    }

    private static JobDefinition with(
            JobDefinition job,
            Task task,
            List<Parameter> parameters,
            List<Schedule> schedules,
            JobDefinition policies) {
        return new JobDefinition(
                job.namespace(),
                job.name(),
                job.description(),
                job.labels(),
                task,
                parameters,
                schedules,
                policies.catchUp(),
                policies.overlap(),
                policies.retry(),
                policies.timeout(),
                policies.startDeadline(),
                policies.killGrace(),
                policies.delivery(),
                policies.onContactLost(),
                policies.priority(),
                policies.queue(),
                policies.retention());
    }

    private static Arbitrary<JobDefinition> policies() {
        var limits =
                Combinators.combine(
                                duration(1).injectNull(0.3),
                                duration(0).injectNull(0.3),
                                duration(0),
                                Arbitraries.integers().between(0, 9),
                                name())
                        .as(AnyDefinition::limits);
        return Combinators.combine(
                        limits,
                        catchUp(),
                        Arbitraries.of(Overlap.class),
                        retry(),
                        Arbitraries.of(Delivery.class),
                        Arbitraries.of(ContactLost.class),
                        Combinators.combine(
                                        Arbitraries.integers().between(1, 1_000_000), duration(0))
                                .as(Retention::new))
                .as(
                        (limited, catchUp, overlap, retry, delivery, contactLost, retention) ->
                                new JobDefinition(
                                        "default",
                                        "x",
                                        "",
                                        Map.of(),
                                        new Task.Java("", ""),
                                        List.of(),
                                        List.of(),
                                        catchUp,
                                        overlap,
                                        retry,
                                        limited.timeout(),
                                        limited.startDeadline(),
                                        limited.killGrace(),
                                        delivery,
                                        contactLost,
                                        limited.priority(),
                                        limited.queue(),
                                        retention));
    }

    @SuppressWarnings("NullAway") // jqwik does not say that injectNull gives null
    private static JobDefinition limits(
            Duration timeout,
            Duration startDeadline,
            Duration killGrace,
            int priority,
            String queue) {
        return new JobDefinition(
                "default",
                "x",
                "",
                Map.of(),
                new Task.Java("", ""),
                List.of(),
                List.of(),
                CatchUp.DEFAULT,
                Overlap.SKIP,
                Retry.NONE,
                timeout,
                startDeadline,
                killGrace,
                Delivery.AT_LEAST_ONCE,
                ContactLost.KILL,
                priority,
                queue,
                Retention.DEFAULT);
    }

    private static Arbitrary<CatchUp> catchUp() {
        return Combinators.combine(
                        Arbitraries.of(CatchUp.Policy.class),
                        duration(0),
                        duration(0),
                        Arbitraries.integers().between(1, 10_000))
                .as(CatchUp::new);
    }

    private static Arbitrary<Retry> retry() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 1_000),
                        Arbitraries.of(Retry.Backoff.class),
                        duration(0),
                        duration(0),
                        Arbitraries.doubles().between(0, 1).ofScale(17).map(Math::abs))
                .as(Retry::new);
    }

    private static Arbitrary<Task> task() {
        var command =
                Combinators.combine(
                        filled(),
                        text(20).list().ofMaxSize(4),
                        env(),
                        text(20).injectNull(0.5),
                        codes());
        var script = Combinators.combine(filled(), env(), codes());
        var http =
                Combinators.combine(
                        Arbitraries.of("GET", "POST", "PATCH"),
                        Arbitraries.of("http://example.com", "https://[::1]:8080/a?b=c%20d#e"),
                        Arbitraries.maps(
                                        Arbitraries.of("Accept", "X-Test", "!#$%&'*+.^_`|~"),
                                        text(20).map(text -> text.replaceAll("[\r\n]", " ")))
                                .ofMaxSize(3),
                        text(50).injectNull(0.5),
                        Arbitraries.of("2xx", "200", "2xx,404", "5xx, 301"),
                        text(20).list().ofMaxSize(3));
        return Arbitraries.oneOf(
                command.as(
                        (program, arguments, env, folder, codes) -> {
                            var all = new java.util.ArrayList<>(List.of(program));
                            all.addAll(arguments);
                            return new Task.Shell(all, null, env, folder, codes);
                        }),
                script.as((text, env, codes) -> new Task.Shell(List.of(), text, env, null, codes)),
                http.as(Task.Http::new),
                Combinators.combine(filled(), Arbitraries.of("invoices", "a-1.0_x"))
                        .as(Task.Java::new),
                Combinators.combine(filled(), filled()).as(Task.Sql::new));
    }

    private static Arbitrary<List<Integer>> codes() {
        return Arbitraries.integers().between(0, 255).list().ofMinSize(1).ofMaxSize(3);
    }

    private static Arbitrary<Map<String, String>> env() {
        return Arbitraries.maps(variable(), text(20)).ofMaxSize(3);
    }

    private static Arbitrary<Parameter> parameter() {
        return Combinators.combine(
                        variable(),
                        Arbitraries.of(Parameter.Type.class),
                        text(20).injectNull(0.5),
                        text(20).list().ofMinSize(1).ofMaxSize(3),
                        text(20))
                .as(
                        (name, type, value, choices, description) ->
                                new Parameter(
                                        name,
                                        type,
                                        value,
                                        type == Parameter.Type.CHOICE ? choices : List.of(),
                                        description));
    }

    private static Arbitrary<Schedule> schedule() {
        var bounded =
                Combinators.combine(
                                id(),
                                Arbitraries.oneOf(cron(), every()),
                                instant().injectNull(0.5),
                                Arbitraries.of(true, false),
                                duration(0))
                        .as(
                                (id, when, from, ends, jitter) ->
                                        new Schedule(
                                                id,
                                                when,
                                                from,
                                                ends && from != null ? from.plusMillis(1) : null,
                                                jitter));
        var once =
                Combinators.combine(id(), instant(), duration(0))
                        .as(
                                (id, at, jitter) ->
                                        new Schedule(id, new Schedule.At(at), null, null, jitter));
        return Arbitraries.oneOf(bounded, once);
    }

    private static Arbitrary<Schedule.When> cron() {
        return Combinators.combine(
                        Arbitraries.of(
                                "* * * * *", "@daily", "0 0/5 8-18 ? * MON-FRI", "H H L * *"),
                        Arbitraries.of(new TreeSet<>(ZoneId.getAvailableZoneIds()))
                                .map(id -> id.equals("UTC") ? ZoneOffset.UTC : ZoneId.of(id)),
                        Combinators.combine(
                                        Arbitraries.of(Schedule.Dst.Gap.class),
                                        Arbitraries.of(Schedule.Dst.Fold.class))
                                .as(Schedule.Dst::new))
                .as(Schedule.Cron::new);
    }

    private static Arbitrary<Schedule.When> every() {
        return Combinators.combine(duration(1_000), instant().injectNull(0.5))
                .as(Schedule.Every::new);
    }

    private static Arbitrary<Instant> instant() {
        return Arbitraries.longs()
                .between(0, Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli())
                .map(Instant::ofEpochMilli);
    }

    static Arbitrary<Duration> duration(long leastMillis) {
        return Arbitraries.longs()
                .between(leastMillis, Duration.ofDays(36_500).toMillis())
                .map(Duration::ofMillis);
    }

    private static Arbitrary<String> name() {
        return id().map(id -> id.toLowerCase(java.util.Locale.ROOT));
    }

    private static Arbitrary<String> id() {
        return Combinators.combine(
                        Arbitraries.chars().alpha().numeric(),
                        Arbitraries.strings()
                                .withCharRange('a', 'z')
                                .withCharRange('A', 'Z')
                                .withCharRange('0', '9')
                                .withChars("._-")
                                .ofMaxLength(99))
                .as((first, rest) -> first + rest);
    }

    private static Arbitrary<String> variable() {
        return Arbitraries.strings()
                .withCharRange('A', 'Z')
                .withChars("_0123456789")
                .ofMaxLength(20)
                .map(rest -> "_" + rest);
    }

    private static Arbitrary<String> filled() {
        return text(60).map(text -> "x" + text);
    }

    private static Arbitrary<Map<String, String>> labels() {
        return Arbitraries.maps(
                        Arbitraries.oneOf(id(), Arbitraries.of("5", "true", "null", "a/b", "1e3")),
                        text(20))
                .ofMaxSize(4);
    }

    /// Everything that is text, with a preference for what YAML may take for something else.
    private static Arbitrary<String> text(int mostCharacters) {
        return Arbitraries.oneOf(
                Arbitraries.strings()
                        .ofMaxLength(mostCharacters)
                        .filter(Characters::usable)
                        .filter(
                                text ->
                                        text.equals(
                                                new String(
                                                        text.getBytes(
                                                                java.nio.charset.StandardCharsets
                                                                        .UTF_8),
                                                        java.nio.charset.StandardCharsets.UTF_8))),
                Arbitraries.strings()
                        .withChars(" \t\r\n:#-?!&*[]{}|>'\"%@`,\\ab1\u00a0")
                        .ofMaxLength(mostCharacters),
                Arbitraries.of(
                        "",
                        "null",
                        "~",
                        "true",
                        "no",
                        "5",
                        "1e3",
                        "0x1F",
                        "010",
                        ".inf",
                        "2027-01-01",
                        "- a",
                        "a: b",
                        "#",
                        "<<",
                        "😀",
                        "---",
                        "...",
                        "${scheduledDate}"));
    }
}
