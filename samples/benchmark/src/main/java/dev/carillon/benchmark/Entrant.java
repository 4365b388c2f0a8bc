package dev.carillon.benchmark;

import java.util.List;

/// What is compared: Carillon in the process, as the others are, and them. Slow ones get a part of the runs alone, since all
/// would take minutes.
enum Entrant {
    CARILLON("carillon", "Carillon", 1),
    CARILLON_POWER("carillon-power", "Carillon, durability power", 1),
    QUARTZ("quartz", "Quartz 2.5.2", 4),
    QUARTZ_CLUSTERED("quartz-clustered", "Quartz 2.5.2 clustered", 4),
    DB_SCHEDULER_FETCH("db-scheduler-fetch", "db-scheduler 16.12.0 fetch", 1),
    DB_SCHEDULER_LOCK("db-scheduler-lock", "db-scheduler 16.12.0 lock-and-fetch", 1),
    JOBRUNR("jobrunr", "JobRunr 8.7.0", 4);

    static final List<String> IDS = List.of(values()).stream().map(each -> each.id).toList();

    private final String id;
    private final String product;
    private final int part;

    Entrant(String id, String product, int part) {
        this.id = id;
        this.product = product;
        this.part = part;
    }

    String id() {
        return id;
    }

    String product() {
        return product;
    }

    /// Of so many runs, those it is measured with.
    int runs(int all) {
        return Math.ceilDiv(all, part);
    }

    boolean ours() {
        return this == CARILLON || this == CARILLON_POWER;
    }

    /// Whether it works on the database: db-scheduler takes many rows at once by `SKIP LOCKED` on PostgreSQL alone.
    /// Durability differs on H2 alone; PostgreSQL has its own setting for it.
    boolean worksOn(Store store) {
        boolean postgres = store instanceof Store.PostgreSql;
        return switch (this) {
            case DB_SCHEDULER_LOCK -> postgres;
            case CARILLON_POWER -> !postgres;
            case CARILLON, QUARTZ, QUARTZ_CLUSTERED, DB_SCHEDULER_FETCH, JOBRUNR -> true;
        };
    }
}
