package dev.carillon.engine.http;

import dev.carillon.api.Carillon.Stats;
import dev.carillon.api.RunState;

import java.util.Locale;

/// Stats in the text format of Prometheus.
final class Metrics {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final double MICROS = 1_000_000;

    private Metrics() {}

    static String text(Stats stats) {
        StringBuilder out = new StringBuilder();
        family(out, "carillon_jobs", "gauge", "Jobs that are defined.");
        sample(out, "carillon_jobs", stats.jobs());
        family(out, "carillon_schedules", "gauge", "Schedules of all jobs.");
        sample(out, "carillon_schedules", stats.schedules());
        family(out, "carillon_runs", "gauge", "Stored runs by state.");
        for (RunState state : RunState.values()) {
            String label = state.name().toLowerCase(Locale.ROOT);
            sample(
                    out,
                    "carillon_runs{state=\"" + label + "\"}",
                    stats.runs().getOrDefault(state, 0L));
        }
        family(out, "carillon_lag_seconds", "gauge", "Start minus due time of recent starts.");
        sample(out, "carillon_lag_seconds{quantile=\"0.5\"}", stats.lagP50Micros() / MICROS);
        sample(out, "carillon_lag_seconds{quantile=\"0.99\"}", stats.lagP99Micros() / MICROS);
        family(out, "carillon_starts_total", "counter", "Runs started by this node.");
        sample(out, "carillon_starts_total", stats.started());
        family(out, "carillon_finishes_total", "counter", "Runs finished by this node.");
        sample(out, "carillon_finishes_total", stats.finished());
        return out.toString();
    }

    private static void family(StringBuilder out, String name, String type, String help) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private static void sample(StringBuilder out, String series, Object value) {
        out.append(series).append(' ').append(value).append('\n');
    }
}
