package dev.carillon.node;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.RetryRequest;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.RunView;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/// Commands that change what becomes of runs.
final class ChangeRunCommands {
    private ChangeRunCommands() {}

    @Command(
            description = {
                "Ask a run to end. Its processes get TERM, and KILL after the job's killGrace.",
                ""
            })
    static int cancel(
            @Mixin Target target,
            @Parameters(paramLabel = "RUN", description = RunIds.DESCRIPTION) String id) {
        Carillon carillon = target.carillon();
        RunView view = carillon.cancel(RunIds.whole(carillon, id));
        target.answer(view, RunLines.summary(view));
        return Exit.OK;
    }

    @Command(
            description = {
                "Keep runs that have not begun from starting until they are released.",
                ""
            })
    static int hold(
            @Mixin Target target,
            @Parameters(arity = "1..*", paramLabel = "RUN", description = RunIds.DESCRIPTION)
                    List<String> ids) {
        return each(target, ids, Carillon::hold);
    }

    @Command(description = {"Let runs that are held go on from where they were.", ""})
    static int release(
            @Mixin Target target,
            @Parameters(arity = "1..*", paramLabel = "RUN", description = RunIds.DESCRIPTION)
                    List<String> ids) {
        return each(target, ids, Carillon::release);
    }

    @Command(
            description = {
                "Note that failed runs need no more attention.",
                "They stay what they are, and are shown as handled. A retry does it by itself.",
                ""
            })
    static int dismiss(
            @Mixin Target target,
            @Parameters(arity = "1..*", paramLabel = "RUN", description = RunIds.DESCRIPTION)
                    List<String> ids) {
        return each(target, ids, Carillon::dismiss);
    }

    @Command(
            description = {
                "Queue a finished run again, as a new run with the same parameters.",
                "Of a flow, of shards and of one on each node those parts are run again that did not succeed, with all after them; the results of the others are taken over. A run that succeeded is run again when --from or --whole asks for it.",
                ""
            })
    static int retry(
            @Mixin Target target,
            @Parameters(paramLabel = "RUN", description = RunIds.DESCRIPTION) String id,
            @Option(
                            names = {"-p", "--param"},
                            paramLabel = "KEY=VALUE",
                            description =
                                    "Another value of a parameter; may be repeated. What is not given stays as it was, a secret too")
                    @Nullable Map<String, String> parameters,
            @Option(
                            names = "--from",
                            split = ",",
                            paramLabel = "STEP",
                            description =
                                    "Run this step again, with all after it, even if it succeeded; may be repeated")
                    @Nullable List<String> steps,
            @Option(names = "--whole", description = "Run all parts again") boolean whole) {
        if (whole && steps != null) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    "--whole runs all steps again and --from only some; leave one of them out");
        }
        Carillon carillon = target.carillon();
        var request =
                new RetryRequest(
                        parameters == null ? Map.of() : parameters,
                        steps == null ? List.of() : steps,
                        whole);
        RunView view = carillon.retry(RunIds.whole(carillon, id), request);
        target.answer(view, RunLines.summary(view));
        return Exit.OK;
    }

    // All are looked up before the first is changed. One that refuses does not keep the others from
    // it.
    private static int each(
            Target target, List<String> ids, BiFunction<Carillon, String, RunView> change) {
        Carillon carillon = target.carillon();
        List<String> runs = ids.stream().map(id -> RunIds.whole(carillon, id)).distinct().toList();
        var changed = new ArrayList<RunView>();
        int code = Exit.OK;
        for (String run : runs) {
            try {
                RunView view = change.apply(carillon, run);
                changed.add(view);
                if (!target.json) {
                    target.out().println(RunLines.summary(view));
                }
            } catch (CarillonException e) {
                int refused = new Failure(e).tell(target.err(), target.json);
                code = code == Exit.OK ? refused : code;
            }
        }
        if (target.json) {
            target.answerJson(changed);
        }
        return code;
    }
}
