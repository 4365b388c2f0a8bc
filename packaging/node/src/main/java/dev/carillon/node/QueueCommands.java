package dev.carillon.node;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.QueueView;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.QueueDefinition;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;

/// Commands about one queue: `carillon queue COMMAND`.
@Command(
        name = "queue",
        addMethodSubcommands = false,
        description = {
            "Show, limit, pause and resume a queue; `queues` lists them all.",
            "A queue is there when a job names it or its limits are set. Changes hold from the next start of a run on.",
            ""
        })
final class QueueCommands {
    private static final String NAME = "Name of the queue";
    private static final String FOR = "How long, such as 2h; default: without end";

    private QueueCommands() {}

    @Command(description = {"Show a queue: its limits, and what runs and waits in it.", ""})
    static int show(
            @Mixin Target target,
            @Parameters(paramLabel = "NAME", description = NAME) String name) {
        QueueView queue = target.carillon().queue(name);
        target.answer(queue, QueueLines.facts(queue));
        return Exit.OK;
    }

    @Command(
            description = {
                "Set limits of a queue, for all nodes together; those that are not named stay.",
                "With --for they hold for a while, and then the earlier ones again. Without it a change that is for a while ends.",
                ""
            })
    static int set(
            @Mixin Target target,
            @Parameters(paramLabel = "NAME", description = NAME) String name,
            @Option(
                            names = "--concurrency",
                            paramLabel = "N",
                            description = "How many of its runs may be under way at once")
                    @Nullable Integer concurrency,
            @Option(
                            names = "--rate",
                            paramLabel = "N/TIME",
                            description = "How often its runs may start, such as 10/1m")
                    @Nullable String rate,
            @Option(
                            names = "--burst",
                            paramLabel = "N",
                            description = "How many may start at once after a pause, by that rate")
                    @Nullable Integer burst,
            @Option(
                            names = "--weight",
                            paramLabel = "N",
                            description =
                                    "Its share of free slots against other queues, 1 to 100; a new one has 1")
                    @Nullable Integer weight,
            @Option(
                            names = "--closed",
                            split = ",",
                            paramLabel = "CALENDAR",
                            description =
                                    "While this calendar has the time no run starts; may be repeated, and replaces those set before")
                    @Nullable List<String> closed,
            @Option(
                            names = "--unlimited",
                            description =
                                    "Remove the limits it has first; those that are named with it are set")
                    boolean unlimited,
            @Option(names = "--for", paramLabel = "TIME", description = FOR)
                    @Nullable String time) {
        var change = new QueueChange(concurrency, rate, burst, weight, closed);
        if (change.isNothing() && !unlimited) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    "nothing is to be set; name at least one of --concurrency, --rate, --burst, --weight, --closed and --unlimited");
        }
        Duration duration = duration(time);
        Carillon carillon = target.carillon();
        QueueDefinition before =
                unlimited
                        ? QueueDefinition.unlimited(name)
                        : limits(carillon, name, duration != null);
        QueueView queue = put(carillon, change.of(before), duration);
        target.answer(queue, QueueLines.facts(queue));
        return Exit.OK;
    }

    @Command(
            description = {
                "Let no run of a queue start. Those under way go on.",
                "Runs that come due meanwhile wait in the queue.",
                ""
            })
    static int pause(
            @Mixin Target target,
            @Parameters(paramLabel = "NAME", description = NAME) String name,
            @Option(names = "--for", paramLabel = "TIME", description = FOR)
                    @Nullable String time) {
        Duration duration = duration(time);
        QueueView queue = target.carillon().pauseQueue(name, duration);
        target.answer(
                queue,
                "paused queue "
                        + name
                        + (queue.pausedUntil() == null
                                ? ""
                                : " " + Times.until(queue.pausedUntil())));
        return Exit.OK;
    }

    @Command(description = {"Undo pause.", ""})
    static int resume(
            @Mixin Target target,
            @Parameters(paramLabel = "NAME", description = NAME) String name) {
        QueueView queue = target.carillon().resumeQueue(name);
        target.answer(queue, "resumed queue " + name + ", queued: " + queue.queued());
        return Exit.OK;
    }

    @Command(description = {"Remove the limits of a queue. Its jobs and runs stay.", ""})
    static int delete(
            @Mixin Target target,
            @Parameters(paramLabel = "NAME", description = NAME) String name) {
        target.carillon().deleteQueue(name);
        target.answer(Map.of("deleted", name), "deleted the limits of queue " + name);
        return Exit.OK;
    }

    // What is set for a while is added to what holds now, and all else to what holds without end.
    private static QueueDefinition limits(Carillon carillon, String name, boolean forAWhile) {
        try {
            QueueView queue = carillon.queue(name);
            return forAWhile ? QueueLines.now(queue) : QueueLines.own(queue);
        } catch (CarillonException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return QueueDefinition.unlimited(name);
            }
            throw e;
        }
    }

    // Places in what was sent mean nothing to the person who named options.
    private static QueueView put(
            Carillon carillon, QueueDefinition queue, @Nullable Duration duration) {
        try {
            return carillon.putQueue(queue, duration);
        } catch (CarillonException e) {
            String message = String.valueOf(e.getMessage());
            throw new CarillonException(
                    e.code(),
                    message.replaceAll(
                            "(?m)^body:\\d+:\\d+: ",
                            Matcher.quoteReplacement("queue " + queue.name() + ": ")),
                    e);
        }
    }

    private static @Nullable Duration duration(@Nullable String time) {
        return time == null ? null : Moment.duration(time);
    }
}
