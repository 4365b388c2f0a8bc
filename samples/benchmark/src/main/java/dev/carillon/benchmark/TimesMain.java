package dev.carillon.benchmark;

import dev.carillon.api.JobDefinition.CatchUp;
import dev.carillon.api.Schedule;
import dev.carillon.api.Schedule.Cron;
import dev.carillon.api.Schedule.Dst;
import dev.carillon.engine.policy.CatchUps;
import dev.carillon.engine.time.DueTimes;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/// The process of [Times]: prints name, unit and value of each figure of its last round.
public final class TimesMain {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2050-01-01T00:00:00Z");
    private static final int ROUNDS = 4;
    private static final int STEPS = 2_000_000;

    private TimesMain() {}

    public static void main(String[] arguments) {
        for (int round = 1; round <= ROUNDS; round++) {
            boolean last = round == ROUNDS;
            for (String cron :
                    List.of("0 * * * *", "30 2 * * *", "*/5 * * * * *", "0 9 * * MON-FRI")) {
                double rate = rate(times(cron));
                if (last) {
                    print("next times of " + cron + " Europe/Berlin", "/s", rate);
                }
            }
            double millis = catchUpMillis(times("* * * * * *"));
            if (last) {
                print("catch-up of 30 days of every second decided", "ms", millis);
            }
        }
    }

    /// Of a cron schedule in Europe/Berlin, which has daylight saving.
    public static DueTimes times(String cron) {
        return DueTimes.of(
                new Schedule(
                        "s",
                        new Cron(cron, ZoneId.of("Europe/Berlin"), Dst.DEFAULT),
                        null,
                        null,
                        Duration.ZERO),
                "a/b");
    }

    private static double rate(DueTimes times) {
        long began = System.nanoTime();
        Instant at = START;
        for (int i = 0; i < STEPS; i++) {
            Instant next = times.after(at);
            at = next == null || next.isAfter(END) ? START : next;
        }
        return STEPS * 1e9 / (System.nanoTime() - began);
    }

    private static double catchUpMillis(DueTimes times) {
        int decisions = 20;
        var policy =
                new CatchUp(CatchUp.Policy.ALL, Duration.ofMinutes(1), Duration.ofDays(40), 100);
        long began = System.nanoTime();
        for (int i = 0; i < decisions; i++) {
            Instant due = START.plusSeconds(i);
            var plan = CatchUps.plan(times, due, due.plus(Duration.ofDays(30)), policy);
            if (plan.late().size() != 100) {
                throw new IllegalStateException("not the catch-up that is measured: " + plan);
            }
        }
        return (System.nanoTime() - began) / 1e6 / decisions;
    }

    private static void print(String name, String unit, double value) {
        System.out.println(name + "\t" + unit + "\t" + value);
    }
}
