package dev.carillon.api;

import dev.carillon.api.JobDefinition.CatchUp;
import dev.carillon.api.JobDefinition.ContactLost;
import dev.carillon.api.JobDefinition.Delivery;
import dev.carillon.api.JobDefinition.Dependency;
import dev.carillon.api.JobDefinition.KeyLimit;
import dev.carillon.api.JobDefinition.Overlap;
import dev.carillon.api.JobDefinition.Parameter;
import dev.carillon.api.JobDefinition.Retention;
import dev.carillon.api.JobDefinition.Retry;
import dev.carillon.api.JobDefinition.Spread;
import dev.carillon.api.Task.After;
import dev.carillon.api.Task.Step;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/// Right definitions of every kind.
final class AnyDefinition {
    private AnyDefinition() {}

    static Arbitrary<JobDefinition> definitions() {
        var parameters = parameter().list().ofMaxSize(3).uniqueElements(Parameter::name);
        return Combinators.combine(
                        Combinators.combine(name(), name(), text(100), labels()).as(Head::new),
                        task(),
                        parameters,
                        schedule().list().ofMaxSize(4).uniqueElements(Schedule::id),
                        policies(),
                        bounds(),
                        Combinators.combine(
                                        limit().injectNull(0.5),
                                        labels(),
                                        dependencies(),
                                        spread().injectNull(0.5))
                                .as(Surroundings::new))
                .as(AnyDefinition::definition);
    }

    private record Head(
            String namespace, String name, String description, Map<String, String> labels) {}

    private record Policies(
            CatchUp catchUp,
            Overlap overlap,
            int maxWaiting,
            Retry retry,
            Delivery delivery,
            ContactLost contactLost,
            int pauseAfter,
            Retention retention) {}

    private record Bounds(
            @Nullable Duration timeout,
            @Nullable Duration startDeadline,
            @Nullable Duration deadline,
            Duration killGrace,
            int priority,
            int weight,
            String queue) {}

    private record Surroundings(
            @Nullable KeyLimit limit,
            Map<String, String> placement,
            List<Dependency> dependsOn,
            @Nullable Spread spread) {}

    private static JobDefinition definition(
            Head head,
            Function<List<Parameter>, Task> task,
            List<Parameter> parameters,
            List<Schedule> schedules,
            Policies policies,
            Bounds bounds,
            Surroundings surroundings) {
        Task made = task.apply(parameters);
        String self = head.namespace() + "/" + head.name();
        return new JobDefinition(
                head.namespace(),
                head.name(),
                head.description(),
                head.labels(),
                made,
                parameters,
                schedules,
                policies.catchUp(),
                policies.overlap(),
                policies.retry(),
                bounds.timeout(),
                bounds.startDeadline(),
                bounds.killGrace(),
                policies.delivery(),
                policies.contactLost(),
                bounds.priority(),
                bounds.queue(),
                policies.retention(),
                policies.overlap() == Overlap.QUEUE
                        ? policies.maxWaiting()
                        : JobDefinition.DEFAULT_WAITING,
                bounds.deadline(),
                policies.pauseAfter(),
                bounds.weight(),
                limit(surroundings.limit(), parameters),
                surroundings.placement(),
                surroundings.dependsOn().stream().filter(on -> !on.job().equals(self)).toList(),
                made instanceof Task.Flow ? null : surroundings.spread());
    }

    private static @Nullable KeyLimit limit(@Nullable KeyLimit limit, List<Parameter> parameters) {
        var usable =
                parameters.stream()
                        .filter(parameter -> parameter.type() != Parameter.Type.SECRET)
                        .findFirst();
        return limit == null || usable.isEmpty()
                ? limit
                : new KeyLimit(limit.key() + "${" + usable.get().name() + "}", limit.concurrency());
    }

    private static Arbitrary<KeyLimit> limit() {
        return Combinators.combine(
                        literal(60).map(text -> "x" + text),
                        Arbitraries.integers().between(1, 100_000))
                .as(KeyLimit::new);
    }

    private static Arbitrary<List<Dependency>> dependencies() {
        return Combinators.combine(
                        key(),
                        Arbitraries.of(Dependency.On.class),
                        Arbitraries.of(Dependency.Time.class))
                .as(Dependency::new)
                .list()
                .ofMaxSize(3)
                .uniqueElements(Dependency::job);
    }

    private static Arbitrary<Spread> spread() {
        return Arbitraries.integers()
                .between(0, 1_000)
                .map(shards -> new Spread(shards, shards == 0));
    }

    private static Arbitrary<Policies> policies() {
        return Combinators.combine(
                        catchUp(),
                        Arbitraries.of(Overlap.class),
                        Arbitraries.integers().between(1, 1_000),
                        retry(),
                        Arbitraries.of(Delivery.class),
                        Arbitraries.of(ContactLost.class),
                        Arbitraries.integers().between(0, 1_000),
                        Combinators.combine(
                                        Arbitraries.integers().between(1, 1_000_000), duration(0))
                                .as(Retention::new))
                .as(Policies::new);
    }

    private static Arbitrary<Bounds> bounds() {
        return Combinators.combine(
                        duration(1).injectNull(0.3),
                        duration(0).injectNull(0.3),
                        duration(1).injectNull(0.3),
                        duration(0),
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.integers().between(1, 1_000),
                        name())
                .as(Bounds::new);
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
                        Arbitraries.doubles().between(0, 1).ofScale(17).map(Math::abs),
                        duration(0).list().ofMinSize(1).ofMaxSize(3),
                        rules(),
                        rules())
                .as(
                        (attempts, backoff, initial, max, jitter, delays, only, never) ->
                                new Retry(
                                        attempts,
                                        backoff,
                                        initial,
                                        max,
                                        jitter,
                                        backoff == Retry.Backoff.LIST ? delays : List.of(),
                                        only,
                                        never));
    }

    private static Arbitrary<List<String>> rules() {
        return Arbitraries.of(
                        "exit 75",
                        "exit 0-255",
                        "exit 007",
                        "status 503",
                        "status 5xx",
                        "exception java.io.IOException",
                        "exception a.B$C",
                        "timeout")
                .list()
                .ofMaxSize(3);
    }

    private static Arbitrary<Function<List<Parameter>, Task>> task() {
        return Arbitraries.oneOf(
                simpleTask().map(task -> parameters -> task),
                simpleTask().map(task -> parameters -> task),
                flow());
    }

    /// A step whose edges and values are chosen by number, from what there will be.
    private record Draft(
            String name,
            @Nullable Task task,
            String job,
            Map<String, String> with,
            List<Integer> choices,
            Retry retry,
            @Nullable Duration timeout,
            boolean allowFailure) {

        Step step(List<String> before, List<Parameter> parameters) {
            var values = new HashMap<>(with);
            var after = new LinkedHashMap<String, After>();
            for (int choice : before.isEmpty() ? List.<Integer>of() : choices) {
                String other = before.get(choice % before.size());
                var outcomes = Dependency.On.values();
                after.put(other, new After(other, outcomes[choice % outcomes.length]));
                String value = choice % 2 == 0 ? ".state}" : ".result}";
                values.replaceAll((key, text) -> text + "${steps." + other + value);
            }
            for (Parameter parameter : parameters) {
                values.replaceAll((key, text) -> "${" + parameter.name() + "}" + text);
            }
            return new Step(
                    name,
                    task,
                    task == null ? job : null,
                    values,
                    List.copyOf(after.values()),
                    task == null ? Retry.NONE : retry,
                    task == null ? null : timeout,
                    allowFailure);
        }
    }

    private static Arbitrary<Function<List<Parameter>, Task>> flow() {
        var draft =
                Combinators.combine(
                                name().map(name -> name.replace('.', '-')),
                                simpleTask().injectNull(0.3),
                                key(),
                                Arbitraries.maps(variable(), literal(20)).ofMaxSize(2),
                                Arbitraries.integers().between(0, 1_000).list().ofMaxSize(3),
                                Arbitraries.oneOf(Arbitraries.just(Retry.NONE), retry()),
                                duration(1).injectNull(0.5),
                                Arbitraries.of(true, false))
                        .as(Draft::new);
        return Combinators.combine(
                        draft.list().ofMinSize(1).ofMaxSize(4).uniqueElements(Draft::name),
                        Arbitraries.of(true, false))
                .as((drafts, reversed) -> parameters -> flow(drafts, reversed, parameters));
    }

    private static Task flow(List<Draft> drafts, boolean reversed, List<Parameter> parameters) {
        var steps = new ArrayList<Step>();
        for (var draft : drafts) {
            steps.add(draft.step(steps.stream().map(Step::name).toList(), parameters));
        }
        return new Task.Flow(reversed ? steps.reversed() : steps);
    }

    private static Arbitrary<Task> simpleTask() {
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
                            var all = new ArrayList<>(List.of(program));
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
                                        type == Parameter.Type.SECRET ? null : value,
                                        type == Parameter.Type.CHOICE ? choices : List.of(),
                                        description));
    }

    private static Arbitrary<Schedule> schedule() {
        return Combinators.combine(
                        id(),
                        Arbitraries.oneOf(
                                cron(), every(), delay(), interval(), businessDay(), at()),
                        instant().injectNull(0.5),
                        Arbitraries.of(true, false),
                        duration(0),
                        name().list().ofMaxSize(2),
                        name().list().ofMaxSize(2),
                        Arbitraries.of(Schedule.Roll.class))
                .as(AnyDefinition::schedule);
    }

    private static Schedule schedule(
            String id,
            Schedule.When when,
            @Nullable Instant from,
            boolean ends,
            Duration jitter,
            List<String> except,
            List<String> only,
            Schedule.Roll roll) {
        boolean calendars = !(when instanceof Schedule.Delay);
        boolean once = when instanceof Schedule.At;
        boolean rolls =
                (when instanceof Schedule.Cron || when instanceof Schedule.Interval)
                        && !(except.isEmpty() && only.isEmpty());
        return new Schedule(
                id,
                when,
                once ? null : from,
                ends && from != null && !once ? from.plusMillis(1) : null,
                jitter,
                calendars ? except : List.of(),
                calendars ? only : List.of(),
                rolls ? roll : Schedule.Roll.NONE);
    }

    private static Arbitrary<Schedule.When> cron() {
        return Combinators.combine(
                        Arbitraries.of(
                                "* * * * *", "@daily", "0 0/5 8-18 ? * MON-FRI", "H H L * *"),
                        zone(),
                        dst())
                .as(Schedule.Cron::new);
    }

    private static Arbitrary<ZoneId> zone() {
        return Arbitraries.of(new TreeSet<>(ZoneId.getAvailableZoneIds()))
                .map(id -> id.equals("UTC") ? ZoneOffset.UTC : ZoneId.of(id));
    }

    private static Arbitrary<Schedule.Dst> dst() {
        return Combinators.combine(
                        Arbitraries.of(Schedule.Dst.Gap.class),
                        Arbitraries.of(Schedule.Dst.Fold.class))
                .as(Schedule.Dst::new);
    }

    private static Arbitrary<Schedule.When> delay() {
        return duration(1_000).map(Schedule.Delay::new);
    }

    private static Arbitrary<Schedule.When> interval() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 9_999),
                        Arbitraries.of(Schedule.Interval.Unit.class),
                        instant()
                                .map(
                                        instant ->
                                                LocalDateTime.ofInstant(instant, ZoneOffset.UTC)
                                                        .truncatedTo(ChronoUnit.SECONDS)),
                        zone(),
                        dst())
                .as(Schedule.Interval::new);
    }

    private static Arbitrary<Schedule.When> businessDay() {
        return Combinators.combine(
                        Arbitraries.integers().between(-23, 23).filter(day -> day != 0),
                        Arbitraries.integers().between(0, 86_399).map(LocalTime::ofSecondOfDay),
                        zone(),
                        dst())
                .as(Schedule.BusinessDay::new);
    }

    private static Arbitrary<Schedule.When> at() {
        return instant().map(Schedule.At::new);
    }

    private static Arbitrary<Schedule.When> every() {
        return Combinators.combine(duration(1_000), instant().injectNull(0.5))
                .as(Schedule.Every::new);
    }

    static Arbitrary<Instant> instant() {
        return Arbitraries.longs()
                .between(0, Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli())
                .map(Instant::ofEpochMilli);
    }

    static Arbitrary<Duration> duration(long leastMillis) {
        return Arbitraries.longs()
                .between(leastMillis, Duration.ofDays(36_500).toMillis())
                .map(Duration::ofMillis);
    }

    static Arbitrary<String> name() {
        return id().map(id -> id.toLowerCase(Locale.ROOT));
    }

    private static Arbitrary<String> key() {
        return Combinators.combine(name(), name()).as((namespace, name) -> namespace + "/" + name);
    }

    /// Text in which nothing is filled in.
    private static Arbitrary<String> literal(int mostCharacters) {
        return text(mostCharacters).filter(text -> !text.contains("$"));
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
    static Arbitrary<String> text(int mostCharacters) {
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
