package dev.carillon.node;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.Why;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Says what keeps a job or a run.
final class WhyCommand {
    private WhyCommand() {}

    @Command(
            description = {
                "Say why a run or a job is not running.",
                "Of a run it is one answer, with the numbers behind it and when it can change at the earliest. Of a job it is a list: its open runs, then its schedules. A word that is both the name of a job and the end of a run's id means the job.",
                ""
            })
    static int why(
            @Mixin Target target,
            @Parameters(
                            paramLabel = "JOB|RUN",
                            description =
                                    "Name of a job, or NAMESPACE/NAME; or id of a run, or the end of it that `runs` shows")
                    String what) {
        Carillon carillon = target.carillon();
        if (RunIds.isWhole(what)) {
            return run(target, carillon, what);
        }
        if (!RunIds.isEnd(what)) {
            return job(target, carillon, what);
        }
        try {
            return job(target, carillon, what);
        } catch (CarillonException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
            return run(target, carillon, RunIds.whole(carillon, what));
        }
    }

    private static int run(Target target, Carillon carillon, String id) {
        Why why = carillon.why(id);
        if (target.json) {
            target.answerJson(why);
        } else {
            lines(why).forEach(target.out()::println);
        }
        return Exit.OK;
    }

    private static int job(Target target, Carillon carillon, String text) {
        JobName name = JobName.of(text);
        List<Why> whys = carillon.whyJob(name.namespace(), name.name());
        target.answer(whys, table(whys));
        return Exit.OK;
    }

    /// The answer, and below it what is behind it.
    static List<String> lines(Why why) {
        var facts = new Facts().add("earliest", why.earliest());
        new TreeMap<>(why.details()).forEach(facts::add);
        var lines = new ArrayList<String>();
        lines.add(PlainText.line(why.reason() + ": " + why.text()));
        lines.addAll(facts.lines());
        return lines;
    }

    static TextTable table(List<Why> whys) {
        return new TextTable(
                List.of("REASON", "EARLIEST", "WHY"),
                whys.stream()
                        .map(
                                why ->
                                        List.of(
                                                why.reason().name(),
                                                Times.orDash(why.earliest()),
                                                why.text()))
                        .toList());
    }
}
