package dev.carillon.engine.forecast;

import dev.carillon.api.Carillon.ForecastQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Durations;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.Forecast;
import dev.carillon.api.Forecast.Due;
import dev.carillon.api.Forecast.Frequent;
import dev.carillon.api.Forecast.Kind;
import dev.carillon.api.Forecast.Warning;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.Schedule;
import dev.carillon.engine.catalog.Calendars.Snapshot;
import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.policy.Placements;
import dev.carillon.engine.store.JobPattern;
import dev.carillon.engine.store.JobTable.JobRow;
import dev.carillon.engine.store.NodeTable.NodeRow;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.TriggerTable.Passed;
import dev.carillon.engine.store.TriggerTable.State;
import dev.carillon.engine.store.TriggerTable.TriggerRow;
import dev.carillon.engine.time.ClockChanges;
import dev.carillon.engine.time.DueTimes;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// Says what is due, by the rules that fire it, and what may go wrong then. The work is bounded: a schedule that is due
/// very often is told as one line with a number, and no more than 10,000 due times are told.
public final class Forecasts {
    private static final Duration LONGEST = Duration.ofDays(92);
    private static final int MOST = 10_000;
    private static final int MOST_OF_ONE = 500;
    private static final int MOST_WARNINGS = 1_000;
    private static final int JOBS_AT_ONCE = 500;

    /// Due times that are counted of schedules that are due often.
    private static final long MOST_COUNTED = 2_000_000;

    private final Stores stores;
    private final JobCatalog catalog;
    private final LongSupplier nowUs;
    private final LastRuns lastRuns;

    /// @param nowUs lower bound of the database's clock
    /// @param nanos a monotonic clock
    public Forecasts(Stores stores, JobCatalog catalog, LongSupplier nowUs, LongSupplier nanos) {
        this.stores = stores;
        this.catalog = catalog;
        this.nowUs = nowUs;
        lastRuns = new LastRuns(stores, nanos);
    }

    /// @throws CarillonException MALFORMED_REQUEST for a range that is over, empty, or longer than 92 days
    public Forecast of(ForecastQuery query) {
        var now = Instant.ofEpochMilli(nowUs.getAsLong() / 1_000);
        var from = query.from().isBefore(now) ? now : query.from();
        if (!from.isBefore(query.until())) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    "`until` must be after `from`, and in the future: it is now " + now);
        }
        if (Duration.between(from, query.until()).compareTo(LONGEST) > 0) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    "a forecast is of at most " + LONGEST.toDays() + " days; ask for a part");
        }
        return new Making(query, from).make();
    }

    /// One schedule of a job.
    private record Line(
            JobRow job,
            JobDefinition definition,
            Schedule schedule,
            @Nullable TriggerRow trigger,
            DueTimes times) {
        private String key() {
            return definition.key();
        }
    }

    /// The work for one answer.
    private final class Making {
        private final Instant from;
        private final Instant until;
        private final ForecastQuery query;
        private final Snapshot calendars = catalog.calendars();
        private final List<NodeRow> nodes = stores.transaction(tx -> tx.nodes().up());
        private final List<Due> due = new ArrayList<>();
        private final List<Frequent> frequent = new ArrayList<>();
        private final List<Warning> warnings = new ArrayList<>();
        private long counted;
        private boolean capped;

        private Making(ForecastQuery query, Instant from) {
            this.query = query;
            this.from = from;
            until = query.until();
        }

        private Forecast make() {
            forEachJob(this::add);
            due.sort(Comparator.comparing(Due::start).thenComparing(Due::job));
            warnings.addAll(new Load(due).beyond(limits()));
            warnings.sort(Comparator.comparing(Warning::at));
            boolean more = warnings.size() > MOST_WARNINGS;
            return new Forecast(
                    from,
                    until,
                    due,
                    frequent,
                    more ? warnings.subList(0, MOST_WARNINGS) : warnings,
                    capped || more);
        }

        private Map<String, Integer> limits() {
            long at = nowUs.getAsLong();
            return stores.transaction(tx -> tx.queues().all()).stream()
                    .map(row -> row.at(at))
                    .filter(queue -> queue.concurrency() != null)
                    .collect(
                            Collectors.toMap(
                                    queue -> queue.name(),
                                    queue ->
                                            queue.concurrency() == null ? 0 : queue.concurrency()));
        }

        private void forEachJob(Consumer<JobRow> work) {
            UUID last = null;
            List<JobRow> part;
            do {
                var after = last;
                part = stores.transaction(tx -> tx.jobs().after(after, JOBS_AT_ONCE));
                part.stream().filter(this::isAsked).forEach(work);
                last = part.isEmpty() ? null : part.getLast().id();
            } while (part.size() == JOBS_AT_ONCE);
        }

        private boolean isAsked(JobRow job) {
            String key = job.namespace() + "/" + job.name();
            return !job.deleted()
                    && (query.job() == null || new JobPattern(whole(query.job())).matches(key));
        }

        private static String whole(String job) {
            return job.contains("/") ? job : "default/" + job;
        }

        private void add(JobRow job) {
            var definition = catalog.version(job.id(), job.version()).definition();
            if (definition.schedules().isEmpty()
                    || query.queue() != null && !query.queue().equals(definition.queue())) {
                return;
            }
            Map<String, TriggerRow> triggers =
                    stores.transaction(tx -> tx.triggers().ofJob(job.id())).stream()
                            .collect(Collectors.toMap(TriggerRow::name, Function.identity()));
            int before = due.size();
            for (var schedule : definition.schedules()) {
                var times = DueTimes.of(schedule, definition.key(), calendars::find);
                add(new Line(job, definition, schedule, triggers.get(schedule.id()), times));
            }
            var added = due.subList(before, due.size());
            warnOfOverlap(definition, added);
            if (!added.isEmpty() && fitting(definition).isEmpty()) {
                warn(
                        Kind.NO_NODE,
                        added.getFirst(),
                        "no node has the labels "
                                + definition.placement()
                                + "; it will wait for one");
            }
        }

        private void add(Line line) {
            var end = until.minusNanos(1);
            if (line.schedule.when() instanceof Schedule.Delay) {
                addNextOfDelay(line);
                return;
            }
            var begin = begin(line);
            var first = line.times.after(begin);
            if (first == null || first.isAfter(end)) {
                return;
            }
            var within = new ArrayList<Instant>();
            for (var next = first;
                    next != null && !next.isAfter(end) && within.size() <= MOST_OF_ONE;
                    next = line.times.after(next)) {
                within.add(next);
            }
            if (within.size() > MOST_OF_ONE || due.size() + within.size() > MOST) {
                fold(line, begin, end, within);
            } else {
                within.forEach(nominal -> due.add(due(line, nominal)));
                warnOfCalendars(line);
            }
            warnOfClocks(line);
        }

        // Its next due time is known when its last run has ended.
        private void addNextOfDelay(Line line) {
            var trigger = line.trigger;
            if (trigger == null
                    || trigger.nextMillis() == null
                    || trigger.state() != State.WAITING) {
                return;
            }
            var next = Instant.ofEpochMilli(trigger.nextMillis());
            if (!next.isBefore(from) && next.isBefore(until) && due.size() < MOST) {
                due.add(due(line, next));
            }
        }

        // What came before its next due time by the table has had its turn.
        private Instant begin(Line line) {
            var trigger = line.trigger;
            var next =
                    trigger == null
                                    || trigger.nextMillis() == null
                                    || trigger.state() != State.WAITING
                            ? from
                            : Instant.ofEpochMilli(trigger.nextMillis());
            return (next.isAfter(from) ? next : from).minusNanos(1);
        }

        private void fold(Line line, Instant begin, Instant end, List<Instant> known) {
            if (frequent.size() == MOST) {
                capped = true;
                return;
            }
            boolean count = counted < MOST_COUNTED;
            var all = count ? line.times.missed(begin, end, 0) : null;
            counted += all == null ? 0 : Math.min(all.total(), 100_000);
            frequent.add(
                    new Frequent(
                            line.key(),
                            line.schedule.id(),
                            known.getFirst(),
                            all == null ? known.size() : all.total(),
                            all == null ? known.size() <= MOST_OF_ONE : all.exact(),
                            lastRuns.of(line.job.id()),
                            line.definition.queue(),
                            line.job.paused()));
        }

        private Due due(Line line, Instant nominal) {
            var fitting = fitting(line.definition);
            var passed = line.trigger == null ? null : line.trigger.passed();
            boolean skipped =
                    passed != null
                            && passed.reason().equals(Passed.SKIPPED)
                            && nominal.toEpochMilli() <= passed.untilMillis();
            return new Due(
                    line.key(),
                    line.schedule.id(),
                    nominal,
                    line.times.start(nominal),
                    lastRuns.of(line.job.id()),
                    line.definition.queue(),
                    fitting.size() == 1 ? fitting.getFirst().name() : null,
                    line.job.paused(),
                    skipped);
        }

        private List<NodeRow> fitting(JobDefinition definition) {
            String wanted = Placements.text(definition.placement());
            return nodes.stream()
                    .filter(
                            node ->
                                    Placements.fits(
                                            wanted, Placements.ofNode(node.name(), node.labels())))
                    .toList();
        }

        private void warn(Kind kind, Due due, String text) {
            warnings.add(new Warning(kind, due.job(), due.schedule(), null, due.start(), text));
        }

        private void warnOfOverlap(JobDefinition definition, List<Due> ofJob) {
            var sorted = ofJob.stream().sorted(Comparator.comparing(Due::start)).toList();
            for (int i = 0; i + 1 < sorted.size(); i++) {
                var expected = sorted.get(i).expected();
                var next = sorted.get(i + 1).start();
                if (expected != null && sorted.get(i).start().plus(expected.p50()).isAfter(next)) {
                    warn(
                            Kind.OVERLAP,
                            sorted.get(i),
                            "it is expected to take "
                                    + Durations.format(rounded(expected.p50()))
                                    + " and the next is due at "
                                    + next
                                    + "; its overlap policy is "
                                    + definition.overlap().name().toLowerCase(Locale.ROOT));
                    // One for each job says it.
                    return;
                }
            }
        }

        private static Duration rounded(Duration duration) {
            return duration.compareTo(Duration.ofSeconds(1)) < 0
                    ? Duration.ofMillis(Math.max(1, duration.toMillis()))
                    : Duration.ofSeconds(duration.toSeconds());
        }

        private void warnOfCalendars(Line line) {
            var schedule = line.schedule;
            boolean named = !schedule.except().isEmpty() || !schedule.only().isEmpty();
            if (!named || schedule.when() instanceof Schedule.BusinessDay) {
                return;
            }
            var bare =
                    DueTimes.of(
                            new Schedule(
                                    schedule.id(),
                                    schedule.when(),
                                    schedule.from(),
                                    schedule.until(),
                                    schedule.jitter()),
                            line.key());
            int looked = 0;
            for (var nominal = bare.after(from.minusNanos(1));
                    nominal != null && nominal.isBefore(until) && looked < MOST_OF_ONE;
                    nominal = bare.after(nominal)) {
                looked++;
                if (warnings.size() > MOST_WARNINGS) {
                    return;
                }
                if (!nominal.equals(line.times.after(nominal.minusNanos(1)))) {
                    warnings.add(
                            new Warning(
                                    Kind.CALENDAR,
                                    line.key(),
                                    schedule.id(),
                                    null,
                                    nominal,
                                    "by its calendars it is "
                                            + switch (schedule.roll()) {
                                                case NONE -> "not due then";
                                                case FORWARD -> "due on the next day that counts";
                                                case BACK -> "due on the last day that counts";
                                            }));
                }
            }
        }

        private void warnOfClocks(Line line) {
            for (var met : ClockChanges.of(line.schedule, line.key(), from, until)) {
                warnings.add(
                        new Warning(
                                met.gap() ? Kind.DST_GAP : Kind.DST_OVERLAP,
                                line.key(),
                                line.schedule.id(),
                                null,
                                met.at(),
                                said(met)));
            }
        }

        private static String said(ClockChanges.Met met) {
            String local = met.local().toLocalTime() + " on " + met.local().toLocalDate();
            return met.gap()
                    ? local
                            + " does not exist in "
                            + met.zone()
                            + "; "
                            + switch (met.dst().gap()) {
                                case RUN_AFTER -> "it is due right after the gap";
                                case SKIP -> "it is left out";
                            }
                    : local
                            + " comes twice in "
                            + met.zone()
                            + "; "
                            + switch (met.dst().overlap()) {
                                case ONCE -> "times of day are due the first time only";
                                case TWICE -> "it is due both times";
                            };
        }
    }
}
