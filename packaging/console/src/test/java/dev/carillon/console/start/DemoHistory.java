package dev.carillon.console.start;

import static org.awaitility.Awaitility.await;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.FailureQuery;
import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.Carillon.Submission;
import dev.carillon.api.Definitions;
import dev.carillon.api.FailureChange;
import dev.carillon.api.JobDefinition;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// What people did with the cluster before its pictures are taken: the jobs of `samples/scheduling`, and runs of them that
/// wait, fail, are retried and held.
final class DemoHistory {
    private static final String IMPORT =
            """
            name: import-orders
            namespace: billing
            description: Reads the orders of a day from a partner and books them
            parameters:
              - {name: partner, type: choice, choices: [acme, globex, initech], default: acme}
              - {name: day, type: date, default: "${scheduledDate}"}
              - {name: batches, type: number, default: 60, description: how many batches are read}
            task:
              shell:
                script: |
                  echo "reading orders of $partner for $day"
                  n=0
                  while [ $n -lt "$batches" ]; do
                    n=$((n + 1))
                    if [ $((n % 9)) = 0 ]; then
                      printf '\\033[33mWARN\\033[0m  batch %03d  2 orders without a customer number, kept aside\\n' $n
                    else
                      printf '\\033[32mINFO\\033[0m  batch %03d  250 orders booked, \\033[36m%d ms\\033[0m\\n' $n $((80 + n * 7 % 50))
                    fi
                    if [ "$partner" = globex ] && [ $n = 14 ]; then
                      printf '\\033[1;31mERROR\\033[0m batch %03d  the currency XBT is not known\\n' $n
                      echo "giving up after $n batches" >&2
                      exit 3
                    fi
                    echo "::progress $n/$batches batches"
                    sleep 0.7
                  done
                  echo "::result $((n * 250)) orders"
            schedules:
              - {id: morning, cron: "45 5 * * 1-5", zone: Europe/Berlin}
              - {id: evening, cron: "30 21 * * *", zone: Europe/Berlin, except: [holidays]}
            overlap: {policy: queue, max: 10}
            retry: {attempts: 2, backoff: fixed, initial: 5s}
            timeout: 20m
            """;

    // At thirty a minute they wait for as long as pictures are taken.
    private static final int MAILS = 1_500;
    private static final int REPORTS = 40;

    private final Carillon carillon;
    private final Path samples;

    DemoHistory(Carillon carillon, Path samples) {
        this.carillon = carillon;
        this.samples = samples;
    }

    void make() throws IOException {
        for (String calendar : List.of("weekend", "holidays", "free", "night")) {
            carillon.putCalendar(
                    Definitions.parseCalendar(text("calendars/" + calendar), calendar));
        }
        for (String queue : List.of("mail", "reports")) {
            carillon.putQueue(Definitions.parseQueue(text("queues/" + queue), queue), null);
        }
        var jobs = new ArrayList<JobDefinition>();
        for (String file : List.of("time", "rules", "limits", "parameters", "flows")) {
            jobs.addAll(Definitions.parse(text("jobs/" + file), file));
        }
        carillon.apply(jobs, false);
        carillon.apply(Definitions.parse(IMPORT, "import-orders"), false);
        carillon.apply(
                Definitions.parse(IMPORT.replace("timeout: 20m", "timeout: 10m"), "import-orders"),
                false);
        runSome();
        carillon.pause("default", "season");
        carillon.putQueue(
                Definitions.parseQueue("{name: reports, concurrency: 1}", "reports"),
                Duration.ofHours(2));
    }

    private void runSome() {
        String load = run("default", "nightly-load", Map.of());
        await().atMost(30, TimeUnit.SECONDS).until(() -> carillon.run(load).state().finished());
        run("default", "month-end", Map.of());
        run("default", "in-four-parts", Map.of());
        run("default", "on-every-node", Map.of());
        run("default", "busy-server", Map.of());
        for (int i = 0; i < 3; i++) {
            String failing = run("default", "gives-up", Map.of());
            await().atMost(30, TimeUnit.SECONDS)
                    .until(() -> carillon.run(failing).state().finished());
        }
        for (String partner : List.of("globex", "acme")) {
            run("billing", "import-orders", Map.of("partner", partner));
        }
        run("default", "newest-only", Map.of());
        run(
                "default",
                "transfer",
                Map.of("account", "4711", "amount", "250", "password", "hunter2"));
        var many = new ArrayList<Submission>();
        for (int i = 0; i < MAILS; i++) {
            many.add(new Submission("default", "send-mail", Map.of("to", "customer-" + i), null));
        }
        for (int i = 0; i < REPORTS; i++) {
            many.add(new Submission("default", "build-report", Map.of(), null));
        }
        for (String customer : List.of("acme", "acme", "acme", "globex", "initech")) {
            many.add(
                    new Submission("default", "sync-customer", Map.of("customer", customer), null));
        }
        carillon.runAll(many);
    }

    /// Decides something about the failures there are by then.
    void lookAfterFailures() {
        var groups = carillon.failures(new FailureQuery(Set.of(), null, null), null, 50).items();
        for (var group : groups) {
            if (group.job().endsWith("busy-server")) {
                carillon.changeFailure(group.fingerprint(), new FailureChange.Assign("ana"));
                carillon.changeFailure(
                        group.fingerprint(),
                        new FailureChange.Note("The partner's server moves on Thursday."));
            }
        }
    }

    private String run(String namespace, String job, Map<String, String> parameters) {
        return carillon.run(namespace, job, new RunRequest(parameters, null, null), null).id();
    }

    private String text(String file) throws IOException {
        return Files.readString(samples.resolve("scheduling").resolve(file + ".yaml"));
    }
}
