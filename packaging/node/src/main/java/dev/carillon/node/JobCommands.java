package dev.carillon.node;

import dev.carillon.api.Carillon;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.JobDefinition.CatchUp;
import dev.carillon.api.JobView;
import dev.carillon.api.Page;
import dev.carillon.api.ScheduleView;
import dev.carillon.engine.time.DueTimes;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Commands about job definitions.
final class JobCommands {
    static final String DESCRIPTION = "Name of the job, or NAMESPACE/NAME";
    private static final int PART = 200;

    private JobCommands() {}

    @Command(
            description = {
                "Store the definitions in files, all of them or none.",
                "Prints what changes and the next due times. Storing the same again changes nothing.",
                ""
            })
    static int apply(
            @Mixin Target target,
            @Parameters(
                            arity = "1..*",
                            paramLabel = "FILE",
                            description =
                                    "YAML or JSON; a folder stands for the .yaml, .yml and .json files in it, - for standard input")
                    List<String> files,
            @Option(names = "--dry-run", description = "Only say what would change") boolean dryRun)
            throws IOException {
        var definitions = new ArrayList<JobDefinition>();
        var errors = new ArrayList<String>();
        for (Source source : Source.ofDefinitions(files)) {
            try {
                definitions.addAll(
                        Definitions.parse(source.text(), source.name(), DueTimes::check));
            } catch (CarillonException e) {
                errors.add(String.valueOf(e.getMessage()));
            }
        }
        if (!errors.isEmpty()) {
            throw new CarillonException(ErrorCode.INVALID_DEFINITION, String.join("\n", errors));
        }
        var plan = target.carillon().apply(definitions, dryRun);
        target.answer(plan, plan(plan));
        if (dryRun && !target.json) {
            target.err().println("carillon: a dry run, nothing was stored");
        }
        return Exit.OK;
    }

    @Command(description = {"List the jobs with their next due times.", ""})
    static int jobs(
            @Mixin Target target,
            @Parameters(arity = "0..1", paramLabel = "TEXT", description = "Part of the name")
                    @Nullable String text) {
        List<JobView> jobs = all(target.carillon(), text);
        var rows =
                jobs.stream()
                        .map(
                                job ->
                                        List.of(
                                                RunLines.shortJob(job.key()),
                                                "v" + job.version(),
                                                state(job),
                                                next(job),
                                                String.join(
                                                        ", ",
                                                        job.schedules().stream()
                                                                .map(ScheduleView::text)
                                                                .toList())))
                        .toList();
        target.answer(
                jobs, new TextTable(List.of("JOB", "VERSION", "STATE", "NEXT", "SCHEDULES"), rows));
        return Exit.OK;
    }

    @Command(description = {"Show a job: its definition, and where its schedules stand.", ""})
    static int job(
            @Mixin Target target,
            @Parameters(paramLabel = "JOB", description = DESCRIPTION) String job) {
        JobName name = JobName.of(job);
        JobView view = target.carillon().job(name.namespace(), name.name());
        if (target.json) {
            target.answerJson(view);
            return Exit.OK;
        }
        target.out()
                .println(
                        "# %s, version %d, %s, changed %s by %s"
                                .formatted(
                                        view.key(),
                                        view.version(),
                                        PlainText.line(state(view)),
                                        view.updatedAt(),
                                        PlainText.line(view.updatedBy())));
        if (view.outlasts()) {
            target.out()
                    .println(
                            "# its runs are regularly under way still when the next is due; give it more time between them, or see what makes them long: carillon runs --job "
                                    + RunLines.shortJob(view.key()));
        }
        if (view.failures() > 0) {
            target.out().println("# runs that failed in a row: " + view.failures());
        }
        for (ScheduleView schedule : view.schedules()) {
            target.out()
                    .println(
                            PlainText.line(
                                    "# schedule %s, %s: next %s, previous %s%s"
                                            .formatted(
                                                    schedule.id(),
                                                    schedule.text(),
                                                    orNone(schedule.next()),
                                                    orNone(schedule.previous()),
                                                    schedule.error() == null
                                                            ? ""
                                                            : ", out of order: "
                                                                    + schedule.error())));
        }
        target.out().print(yaml(view));
        target.out().flush();
        return Exit.OK;
    }

    @Command(
            description = {
                "Make no more runs of a job from its schedules until it is resumed.",
                "Runs that are queued or under way go on; `run` still works.",
                ""
            })
    static int pause(
            @Mixin Target target,
            @Parameters(paramLabel = "JOB", description = DESCRIPTION) String job) {
        JobName name = JobName.of(job);
        target.answer(target.carillon().pause(name.namespace(), name.name()), "paused " + name);
        return Exit.OK;
    }

    @Command(
            description = {
                "Let the schedules of a job make runs again.",
                "Due times that passed while it was paused are recorded and not run, unless --missed asks for them.",
                ""
            })
    static int resume(
            @Mixin Target target,
            @Parameters(paramLabel = "JOB", description = DESCRIPTION) String job,
            @Option(
                            names = "--missed",
                            defaultValue = "NONE",
                            paramLabel = "none|latest|all",
                            description =
                                    "Which due times that passed meanwhile are run: none, the latest of each schedule, or all; default: none")
                    CatchUp.Policy missed) {
        JobName name = JobName.of(job);
        JobView view = target.carillon().resume(name.namespace(), name.name(), missed);
        target.answer(view, "resumed " + name + ", next " + next(view));
        return Exit.OK;
    }

    @Command(
            description = {
                "Remove a job and its schedules. Queued runs are cancelled, finished ones stay.",
                ""
            })
    static int delete(
            @Mixin Target target,
            @Parameters(paramLabel = "JOB", description = DESCRIPTION) String job) {
        JobName name = JobName.of(job);
        target.carillon().delete(name.namespace(), name.name());
        target.answer(Map.of("deleted", name.toString()), "deleted " + name);
        return Exit.OK;
    }

    @Command(
            description = {
                "Print definitions as YAML, in the form that apply takes.",
                "For example: carillon export > jobs.yaml; carillon apply jobs.yaml",
                ""
            })
    static int export(
            @Mixin Target target,
            @Parameters(
                            arity = "0..1",
                            paramLabel = "TEXT",
                            description = "Only jobs with this in their name")
                    @Nullable String text) {
        List<JobView> jobs = all(target.carillon(), text);
        if (target.json) {
            List<JsonNode> definitions = jobs.stream().map(JobView::definition).toList();
            target.answerJson(definitions);
            return Exit.OK;
        }
        jobs.forEach(job -> target.out().print(yaml(job)));
        target.out().flush();
        return Exit.OK;
    }

    static TextTable plan(List<Carillon.Planned> plan) {
        var rows =
                plan.stream()
                        .map(
                                one ->
                                        List.of(
                                                one.change(),
                                                RunLines.shortJob(one.job()),
                                                String.join(
                                                        "  ",
                                                        one.next().stream()
                                                                .limit(3)
                                                                .map(Instant::toString)
                                                                .toList())))
                        .toList();
        return new TextTable(List.of("CHANGE", "JOB", "NEXT"), rows);
    }

    // Control characters cannot be in it: YAML writes them as escapes.
    private static String yaml(JobView job) {
        return Definitions.toYaml(Definitions.fromJson(job.definition(), job.key()));
    }

    private static List<JobView> all(Carillon carillon, @Nullable String text) {
        var jobs = new ArrayList<JobView>();
        String cursor = null;
        do {
            Page<JobView> page = carillon.jobs(text, cursor, PART);
            jobs.addAll(page.items());
            cursor = page.cursor();
        } while (cursor != null);
        return jobs;
    }

    static String state(JobView job) {
        String state =
                !job.paused()
                        ? "active"
                        : job.pausedWhy() == null ? "paused" : "paused: " + job.pausedWhy();
        return job.outlasts() ? state + "; outlasts its interval" : state;
    }

    private static String orNone(@Nullable Instant instant) {
        return instant == null ? "none" : instant.toString();
    }

    private static String next(JobView job) {
        return job.schedules().stream()
                .map(ScheduleView::next)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .map(Instant::toString)
                .orElse("-");
    }
}
