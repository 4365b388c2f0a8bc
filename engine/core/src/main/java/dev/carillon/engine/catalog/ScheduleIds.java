package dev.carillon.engine.catalog;

import dev.carillon.engine.run.Ids;

import java.util.UUID;

/// The ids of schedules: the same for the same name, also after the job was deleted and made again.
public final class ScheduleIds {
    private ScheduleIds() {}

    /// @param job `namespace/name`
    public static UUID of(String job, String schedule) {
        return Ids.ofName("schedule:" + job + "#" + schedule);
    }

    /// Stands for the ends of what the job depends on, when it has no schedule of its own.
    public static UUID ofDependency(String job) {
        return Ids.ofName("dependency:" + job);
    }
}
