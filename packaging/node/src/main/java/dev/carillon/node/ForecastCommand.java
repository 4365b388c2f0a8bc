package dev.carillon.node;

import dev.carillon.api.Carillon.ForecastQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.Forecast;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;

/// Says what is due.
final class ForecastCommand {
    private static final InstantSource CLOCK = InstantSource.system();

    private ForecastCommand() {}

    @Command(
            description = {
                "List what is due in a time to come, how long it is expected to take, and what may go wrong then.",
                "Warned is of local times that do not exist or come twice, of runs that are expected to outlast the next due time, of due times that calendars leave out, of queues with more runs than their limit, and of jobs for which no node has the labels.",
                ""
            })
    static int forecast(
            @Mixin Target target,
            @Option(
                            names = "--from",
                            paramLabel = "TIME",
                            description =
                                    "Begin: an instant, a date, or in so long, such as 2h; default: now")
                    @Nullable String from,
            @Option(
                            names = "--for",
                            defaultValue = "12h",
                            paramLabel = "TIME",
                            description = "How long, such as 2d; default: ${DEFAULT-VALUE}")
                    String length,
            @Option(
                            names = "--job",
                            paramLabel = "JOB",
                            description = "Only of this job, or of those that match: 'orders*'")
                    @Nullable String job,
            @Option(names = "--queue", paramLabel = "NAME", description = "Only of this queue")
                    @Nullable String queue) {
        ZoneId zone = ZoneId.systemDefault();
        Instant now = CLOCK.instant();
        Instant begin = from == null ? now : new Moment(now, zone).after(from);
        Duration duration = Moment.duration(length);
        if (duration.isZero()) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST, "--for is how long to look, more than nothing");
        }
        Forecast forecast =
                target.carillon()
                        .forecast(new ForecastQuery(begin, begin.plus(duration), job, queue));
        if (target.json) {
            target.answerJson(forecast);
        } else {
            ForecastLines.of(forecast, zone).forEach(target.out()::println);
        }
        return Exit.OK;
    }
}
