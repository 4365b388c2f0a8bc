package dev.carillon.node;

import dev.carillon.api.Carillon;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.JobView;
import dev.carillon.api.Page;
import dev.carillon.api.ScheduleView;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/// Commands about job definitions.
final class JobCommands {
    private JobCommands() {}

    @Command(description = "Store definitions from files, all or none")
    static int apply(
            @Mixin Target target,
            @Parameters(arity = "1..*", paramLabel = "FILE") List<Path> files,
            @Option(names = "--dry-run") boolean dryRun)
            throws IOException {
        var definitions = new ArrayList<JobDefinition>();
        for (Path file : files) {
            definitions.addAll(target.parts.parse(Files.readString(file), file.toString()));
        }
        var plan = target.carillon().apply(definitions, dryRun);
        target.answer(plan, plan(plan));
        return Exit.OK;
    }

    @Command(description = "The jobs")
    static int jobs(@Mixin Target target, @Parameters(arity = "0..1") @Nullable String text) {
        List<JobView> jobs = all(target.carillon(), text);
        var rows =
                jobs.stream()
                        .map(
                                job ->
                                        List.of(
                                                job.key(),
                                                "v" + job.version(),
                                                job.paused() ? "paused" : "active",
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

    @Command(description = "Make no more runs of a job until resumed")
    static int pause(@Mixin Target target, @Parameters String job) {
        JobName name = JobName.of(job);
        target.answer(target.carillon().pause(name.namespace(), name.name()), "paused " + name);
        return Exit.OK;
    }

    @Command(description = "Undo pause")
    static int resume(@Mixin Target target, @Parameters String job) {
        JobName name = JobName.of(job);
        target.answer(target.carillon().resume(name.namespace(), name.name()), "resumed " + name);
        return Exit.OK;
    }

    @Command(description = "Remove a job and its schedules")
    static int delete(@Mixin Target target, @Parameters String job) {
        JobName name = JobName.of(job);
        target.carillon().delete(name.namespace(), name.name());
        target.answer(java.util.Map.of("deleted", name.toString()), "deleted " + name);
        return Exit.OK;
    }

    @Command(description = "Print all definitions")
    static int export(@Mixin Target target) {
        for (JobView job : all(target.carillon(), null)) {
            String json = job.definition().toString();
            if (target.json) {
                target.out.println(json);
            } else {
                target.parts
                        .parse(json, job.key())
                        .forEach(d -> target.out.println("---\n" + target.parts.toYaml(d)));
            }
        }
        return Exit.OK;
    }

    static TextTable plan(List<Carillon.Planned> plan) {
        var rows =
                plan.stream()
                        .map(
                                one ->
                                        List.of(
                                                one.change(),
                                                one.job(),
                                                String.join(
                                                        " ",
                                                        one.next().stream()
                                                                .map(Instant::toString)
                                                                .toList())))
                        .toList();
        return new TextTable(List.of("CHANGE", "JOB", "NEXT"), rows);
    }

    private static List<JobView> all(Carillon carillon, @Nullable String text) {
        var jobs = new ArrayList<JobView>();
        String cursor = null;
        do {
            Page<JobView> page = carillon.jobs(text, cursor, 200);
            jobs.addAll(page.items());
            cursor = page.cursor();
        } while (cursor != null);
        return jobs;
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
