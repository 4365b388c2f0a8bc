package dev.carillon.console.alarm;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.console.link.Changes;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.Memory;
import dev.carillon.console.link.Pages;
import dev.carillon.console.words.Texts;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which failures of a cluster the desktop tells, as the person chose and as it is remembered. The first is told at once,
/// those that come within the next seconds together.
public final class AlarmModel {
    private static final Texts TEXTS = Texts.of(AlarmModel.class);
    private static final Duration TOGETHER = Duration.ofSeconds(10);
    private static final Duration AGAIN = Duration.ofSeconds(10);
    private static final int MOST_NAMED = 3;
    private static final int MOST_REMEMBERED = 10_000;
    private static final int PAGE = 500;
    private static final int MOST_MISSED = 5_000;
    private static final String EVERY = "*";

    /// So much may a clock of a node, and the way of an event, be behind.
    private static final Duration LATE = Duration.ofMinutes(1);

    /// Events may be told together with some that came as much later.
    private static final Duration ON_THE_WAY = Duration.ofSeconds(10);

    /// Runs that were due longer before they failed are not told after the feed was away.
    private static final Duration LONGEST = Duration.ofDays(1);

    /// What is told.
    ///
    /// @param jobs patterns of keys of jobs with spaces between, where `*` stands for anything; `*` is every job, empty
    ///     is nothing
    public record Choice(String jobs) {
        public static final Choice NOTHING = new Choice("");
        public static final Choice EVERYTHING = new Choice(EVERY);

        boolean wants(String job) {
            return Stream.of(jobs.strip().split("\\s+"))
                    .filter(each -> !each.isEmpty())
                    .anyMatch(each -> pattern(each).matcher(job).matches());
        }

        // Without a namespace it is any.
        private static Pattern pattern(String text) {
            String whole = text.contains("/") || text.equals(EVERY) ? text : EVERY + "/" + text;
            return Pattern.compile(
                    Stream.of(whole.split("\\*", -1))
                            .map(Pattern::quote)
                            .collect(Collectors.joining(".*")));
        }
    }

    private final ClusterLink link;
    private final Memory memory;
    private final Notifier notifier;
    private final Consumer<CarillonException> notShown;
    private final Instant since;
    private final ReadOnlyObjectWrapper<Choice> choice;
    private final Map<String, String> pending = new LinkedHashMap<>();
    private final Map<String, Boolean> told = new LinkedHashMap<>();
    private Instant known;
    // By how much the clock here is ahead of the nodes', as the feed showed it last.
    private Duration ahead = Duration.ZERO;
    // How often the feed left something out.
    private int gaps;
    private boolean missed;
    private boolean reading;
    private boolean waiting;
    private boolean readingAgain;

    /// @param notShown hears why the desktop did not show a notification
    public AlarmModel(
            ClusterLink link,
            Memory memory,
            Notifier notifier,
            Consumer<CarillonException> notShown) {
        this.link = link;
        this.memory = memory;
        this.notifier = notifier;
        this.notShown = notShown;
        since = link.clock().instant();
        known = since;
        choice =
                new ReadOnlyObjectWrapper<>(
                        memory.recall(key()).map(Choice::new).orElse(Choice.NOTHING));
        link.listen(this::changed);
    }

    private String key() {
        return "alarm." + link.profile().name();
    }

    public ReadOnlyObjectProperty<Choice> choiceProperty() {
        return choice.getReadOnlyProperty();
    }

    public void choose(Choice chosen) {
        choice.set(chosen);
        memory.remember(key(), chosen.jobs());
    }

    private void changed(Changes changes) {
        if (changes.at() != null) {
            ahead = Duration.between(changes.at(), link.clock().instant());
        }
        hear(changes.runs().values());
        if (changes.everything()) {
            gaps++;
        }
        missed = wanted() && (missed || changes.everything());
        if (missed) {
            readMissed();
        } else {
            known = link.clock().instant();
        }
    }

    private boolean wanted() {
        return !choice.get().jobs().isBlank();
    }

    // What the feed did not tell; when no node answers, with the next change or some seconds later.
    private void readMissed() {
        if (reading) {
            return;
        }
        reading = true;
        int gap = gaps;
        var now = link.clock().instant();
        var from = known.minus(ahead).minus(LATE);
        link.ask(
                carillon -> failed(carillon, from.minus(LONGEST)),
                runs -> {
                    reading = false;
                    missed = gap != gaps;
                    known = now;
                    hear(
                            runs.stream()
                                    .filter(
                                            run ->
                                                    run.finishedAt() != null
                                                            && !run.finishedAt().isBefore(from))
                                    .toList());
                    readAgain();
                },
                // The beat meets the same and says it.
                _ -> {
                    reading = false;
                    readAgain();
                });
    }

    private void readAgain() {
        if (!missed || readingAgain) {
            return;
        }
        readingAgain = true;
        link.background()
                .after(
                        AGAIN,
                        () -> {
                            readingAgain = false;
                            missed = missed && wanted();
                            if (missed && !link.isClosed()) {
                                readMissed();
                            }
                        });
    }

    // On another thread. They are asked for by when they were due, which may be long before they
    // failed.
    private static List<RunView> failed(Carillon carillon, Instant due) {
        var query = new RunQuery(RunState.PROBLEMS, null, due, null);
        return Pages.read(cursor -> carillon.runs(query, cursor, PAGE), MOST_MISSED).items();
    }

    private void hear(Collection<RunView> runs) {
        for (var run : runs) {
            if (concerns(run)) {
                remember(run.id());
                pending.put(run.id(), run.job());
            }
        }
        if (!pending.isEmpty() && !waiting) {
            tell();
        }
    }

    private boolean concerns(RunView run) {
        return RunState.PROBLEMS.contains(run.state())
                && !run.handled()
                && run.finishedAt() != null
                && !run.finishedAt().plus(ahead).plus(ON_THE_WAY).isBefore(since)
                && !told.containsKey(run.id())
                && choice.get().wants(run.job());
    }

    private void remember(String id) {
        told.put(id, true);
        if (told.size() > MOST_REMEMBERED) {
            told.remove(told.keySet().iterator().next());
        }
    }

    private void tell() {
        var jobs = pending.values().stream().distinct().toList();
        String names = String.join(", ", jobs.subList(0, Math.min(MOST_NAMED, jobs.size())));
        String more = jobs.size() > MOST_NAMED ? TEXTS.get("more", jobs.size() - MOST_NAMED) : "";
        String title =
                pending.size() == 1
                        ? TEXTS.get("one", link.profile().name())
                        : TEXTS.get("many", link.profile().name(), pending.size());
        pending.clear();
        waiting = true;
        link.background().after(TOGETHER, this::goOn);
        link.background()
                .ask(
                        () -> {
                            notifier.tell(title, names + more);
                            return true;
                        },
                        _ -> {},
                        notShown);
    }

    private void goOn() {
        waiting = false;
        if (!pending.isEmpty()) {
            tell();
        }
    }
}
