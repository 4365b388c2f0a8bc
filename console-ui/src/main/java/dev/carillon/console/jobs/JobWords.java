package dev.carillon.console.jobs;

import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.JobView;
import dev.carillon.api.Schedule;
import dev.carillon.api.ScheduleWords;
import dev.carillon.console.words.Texts;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What is said of a job in a line.
final class JobWords {
    private static final Texts TEXTS = Texts.of(JobWords.class);

    private JobWords() {}

    /// The stored definition; empty when this console is too old to read it.
    static Optional<JobDefinition> definition(JobView job) {
        try {
            return Optional.of(Definitions.fromJson(job.definition(), job.key()));
        } catch (CarillonException e) {
            return Optional.empty();
        }
    }

    /// When it is due, such as `Every day at 02:30 UTC`.
    static String schedules(JobView job) {
        var definition = definition(job).orElse(null);
        if (definition == null) {
            return String.join("; ", job.schedules().stream().map(each -> each.text()).toList());
        }
        var schedules = definition.schedules();
        if (schedules.isEmpty()) {
            return definition.dependsOn().isEmpty()
                    ? TEXTS.get("schedule.none")
                    : TEXTS.get("schedule.after", definition.dependsOn().getFirst().job());
        }
        String first = ScheduleWords.of(schedules.getFirst());
        return schedules.size() == 1
                ? first
                : TEXTS.get("schedule.more", first, schedules.size() - 1);
    }

    static List<String> all(List<Schedule> schedules) {
        return schedules.stream().map(ScheduleWords::of).toList();
    }

    /// The next time of any of its schedules.
    static @Nullable Instant next(JobView job) {
        return job.schedules().stream()
                .map(each -> each.next())
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .min(Instant::compareTo)
                .orElse(null);
    }

    /// The label that names who answers for it; empty without one.
    static String owner(JobView job) {
        var labels = job.definition().path("labels");
        for (String name : List.of("owner", "team")) {
            if (labels.has(name)) {
                return labels.path(name).asString();
            }
        }
        return "";
    }

    /// Its labels, such as `env=prod, tier=1`.
    static String labels(JobView job) {
        var labels = job.definition().path("labels");
        return String.join(
                ", ",
                labels.propertyNames().stream()
                        .sorted()
                        .map(name -> name + "=" + labels.path(name).asString())
                        .toList());
    }

    static String description(JobView job) {
        return job.definition().path("description").asString("").replaceAll("\\s+", " ");
    }
}
