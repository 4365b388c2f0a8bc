package dev.carillon.node;

import dev.carillon.api.Bulk;
import dev.carillon.api.Bulk.Reason;
import dev.carillon.api.Carillon;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;

import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Goes through the steps of a bulk action with a person, or a script, looking on.
record BulkSteps(Target target) {
    /// Asks, and does it to the end.
    int act(Bulk planned, boolean yes) {
        Carillon carillon = target.carillon();
        if (!target.json) {
            preview(planned).forEach(target.out()::println);
        }
        if (planned.total() == 0) {
            return answer(planned, "there is nothing to do");
        }
        String what = verb(planned) + " " + runs(planned.total());
        if (!yes) {
            if (target.json) {
                target.answerJson(planned);
            }
            var terminal = Terminal.ofThisProcess();
            if (target.json || terminal.isEmpty()) {
                throw new CarillonException(
                        ErrorCode.MALFORMED_REQUEST,
                        "nothing was done, this is what would be; add --yes to " + what);
            }
            if (!terminal.get().agrees(what + "?")) {
                target.out().println("nothing was done");
                return Exit.INTERRUPTED;
            }
        }
        var refused = new TreeMap<String, Integer>();
        int acted = 0;
        Bulk step;
        do {
            step = carillon.stepBulk(planned.plan());
            acted += step.acted().size();
            step.refused().forEach(each -> refused.merge(each.text(), each.count(), Integer::sum));
            progress(step.done(), step.total());
        } while (step.done() < step.total());
        Bulk all = step.total() == step.acted().size() ? step : carillon.bulk(planned.plan());
        return answer(
                all,
                verb(planned)
                        + ": done to "
                        + runs(acted)
                        + told(List.copyOf(refused.keySet()))
                        + "\nto take it back: carillon bulk undo "
                        + planned.plan());
    }

    /// Takes it back to the end.
    int undo(String plan) {
        Carillon carillon = target.carillon();
        int undone = 0;
        var refused = new TreeMap<String, Integer>();
        Bulk step;
        do {
            step = carillon.undoBulk(plan);
            undone += step.acted().size();
            step.refused().forEach(each -> refused.merge(each.text(), each.count(), Integer::sum));
            progress(done(step), step.done());
        } while (done(step) < step.done());
        return answer(
                step,
                "undone of "
                        + runs(step.done())
                        + ": "
                        + undone
                        + told(List.copyOf(refused.keySet())));
    }

    private static int done(Bulk step) {
        Integer undone = step.undone();
        return undone == null ? step.done() : undone;
    }

    private int answer(Bulk bulk, String text) {
        target.answer(bulk, text);
        return Exit.OK;
    }

    private void progress(int done, int total) {
        if (!target.json && done < total) {
            target.err().println(done + " of " + runs(total));
        }
    }

    /// How many runs it is for, and what is left out.
    static List<String> preview(Bulk planned) {
        return List.of(
                verb(planned)
                        + ": "
                        + runs(planned.total())
                        + (planned.more() ? "; there are more, for another plan" : "")
                        + told(planned.skipped().stream().map(Reason::text).toList()));
    }

    private static String told(List<String> reasons) {
        return reasons.isEmpty()
                ? ""
                : "; left out: " + reasons.stream().collect(Collectors.joining(", "));
    }

    private static String verb(Bulk bulk) {
        return bulk.action().name().toLowerCase(Locale.ROOT);
    }

    private static String runs(int count) {
        return count == 1 ? "1 run" : count + " runs";
    }
}
