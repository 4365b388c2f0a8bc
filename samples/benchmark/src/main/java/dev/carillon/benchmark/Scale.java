package dev.carillon.benchmark;

import java.time.Duration;

/// How much of everything is measured.
///
/// @param warmUp submissions before the clock runs
/// @param submissions with 32 clients, each way
/// @param bulk runs of one bulk submission
/// @param backlog runs that are drained
/// @param lagTime how long every-second schedules are watched
/// @param lead between storing schedules and the first due time that counts
/// @param crowd runs due within one second
/// @param stored schedules of the idle node
/// @param idleTime how long the idle node is watched
/// @param compared how long the lag of each scheduler that is compared is watched
/// @param singles runs submitted one by one to each of them
/// @param processes short processes that are run
/// @param steady how long runs come at a steady rate
/// @param asked how often each list is asked for
record Scale(
        int warmUp,
        int submissions,
        int bulk,
        int backlog,
        Duration lagTime,
        Duration lead,
        int crowd,
        int stored,
        Duration idleTime,
        Duration compared,
        int singles,
        int processes,
        Duration steady,
        int asked) {
    static final int CLIENTS = 32;
    static final int LAG_SCHEDULES = 50;

    static final Scale FULL =
            new Scale(
                    6_400,
                    12_800,
                    1_000,
                    20_000,
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(10),
                    1_000,
                    10_000,
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(20),
                    500,
                    5_000,
                    Duration.ofSeconds(30),
                    200);

    /// The same with another backlog.
    Scale withBacklog(int runs) {
        return new Scale(
                warmUp,
                submissions,
                bulk,
                runs,
                lagTime,
                lead,
                crowd,
                stored,
                idleTime,
                compared,
                singles,
                processes,
                steady,
                asked);
    }

    /// Proves that each measurement works; its figures mean nothing.
    static final Scale SMOKE =
            new Scale(
                    32,
                    320,
                    50,
                    300,
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(3),
                    50,
                    100,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    50,
                    200,
                    Duration.ofSeconds(2),
                    5);
}
