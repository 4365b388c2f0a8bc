package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.Definitions;
import dev.carillon.api.Json;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The commands against one real node, by HTTP as people use it. Each test has a job of its own.
@Isolated
class CommandLineIT {
    @TempDir static Path shared;

    private static NodeRuntime node;
    private static Path data;

    @TempDir Path folder;

    @BeforeAll
    static void start() {
        data = shared.resolve("data");
        DataFolder.claim(data).close();
        node =
                NodeRuntime.start(
                        ServerConfig.inFolder(data, ServerConfig.Api.onLoopback(0), Map.of()));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static Answer carillon(String... arguments) {
        var all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(
                List.of(
                        "--url",
                        node.url().toString(),
                        "--token-file",
                        data.resolve(ApiAddress.TOKEN_FILE).toString()));
        return Answer.to(all.toArray(String[]::new));
    }

    private static JsonNode json(String... arguments) {
        var all = new ArrayList<>(Arrays.asList(arguments));
        all.add("--json");
        Answer answer = carillon(all.toArray(String[]::new));
        assertThat(answer.err()).isEmpty();
        return Json.mapper().readTree(answer.out());
    }

    private void apply(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("job.yaml"), yaml);
        assertThat(carillon("apply", file.toString()).code()).isEqualTo(Exit.OK);
    }

    private void shell(String name, String script) throws IOException {
        apply(
                "name: %s\ntask: {shell: {script: %s}}\n"
                        .formatted(name, Json.mapper().writeValueAsString(script)));
    }

    @Test
    void dryRunShowsThePlanAndStoresNothing() throws IOException {
        Files.writeString(
                folder.resolve("a.yaml"),
                "name: planned\ntask: {shell: {command: [\"true\"]}}\nschedules: [{cron: \"0 6 * * *\", zone: UTC}]\n");
        Files.writeString(folder.resolve("b.txt"), "no definition");

        Answer plan = carillon("apply", folder.toString(), "--dry-run");

        assertThat(plan.out())
                .containsPattern("CREATE +planned +\\d{4}-\\d\\d-\\d\\dT06:00:00Z  \\d{4}");
        assertThat(plan.err()).contains("nothing was stored");
        assertThat(carillon("job", "planned").code()).isEqualTo(Exit.NOT_FOUND);
    }

    @Test
    void everyWrongFileIsNamedWithItsPlacesAndNothingIsStored() throws IOException {
        Files.writeString(
                folder.resolve("a.yaml"), "name: sound\ntask: {shell: {command: [\"true\"]}}\n");
        Files.writeString(folder.resolve("b.yaml"), "name: B\ntimeuot: 1h\n");
        Files.writeString(folder.resolve("c.json"), "{\"name\": ");

        Answer answer = carillon("apply", folder.toString());

        assertThat(answer.code()).isEqualTo(Exit.USAGE);
        assertThat(answer.err())
                .contains(
                        folder + "/b.yaml:2:1", "did you mean \"timeout\"", folder + "/c.json:1:");
        assertThat(carillon("job", "sound").code()).isEqualTo(Exit.NOT_FOUND);
    }

    @Test
    void whatIsExportedIsAppliedFromStandardInputWithoutAChange() throws IOException {
        shell("exported", "echo one\necho 'two: \"three\"'\n\ttab ");

        Answer exported = carillon("export", "exported");
        assertThat(Definitions.parse(exported.out(), "export")).hasSize(1);
        System.setIn(new ByteArrayInputStream(exported.out().getBytes(StandardCharsets.UTF_8)));
        Answer again = carillon("apply", "-");

        assertThat(again.out()).containsPattern("NONE +exported");
        assertThat(json("export", "exported").get(0).path("name").asString()).isEqualTo("exported");
    }

    @Test
    void runWithWaitEndsAsTheRunDid() throws IOException {
        shell("fine", "exit 0");
        shell("broken", "exit 3");

        assertThat(carillon("run", "fine", "--wait").code()).isEqualTo(Exit.OK);
        Answer broken = carillon("run", "default/broken", "--wait");

        assertThat(broken.code()).isEqualTo(Exit.FAILED);
        assertThat(broken.out()).contains("FAILED after ", "exit code 3");
    }

    @Test
    void followPrintsTheOutputAloneOnStandardOutput() throws IOException {
        apply(
                "name: spoken\nparameters: [{name: word}]\ntask: {shell: {script: 'echo \"$word\"; sleep 0.3; printf \"\\033[2Jdone\\n\"'}}\n");

        Answer answer = carillon("run", "spoken", "-p", "word=a=b c", "--follow");

        assertThat(answer.code()).isEqualTo(Exit.OK);
        assertThat(answer.out()).isEqualTo("a=b c\n\uFFFD[2Jdone\n");
        assertThat(answer.err()).contains("SUCCEEDED after ");
    }

    @Test
    void sameIdempotencyKeyGivesTheSameRun() throws IOException {
        shell("keyed", "exit 0");

        String first = json("run", "keyed", "--idempotency-key", "k").path("id").asString();

        assertThat(json("run", "keyed", "--idempotency-key", "k").path("id").asString())
                .isEqualTo(first);
        assertThat(carillon("run", "keyed", "--idempotency-key", "k", "--at", "1h").code())
                .isEqualTo(Exit.CONFLICT);
    }

    @Test
    void laterRunIsExplainedShownByTheEndOfItsIdAndCancelled() throws IOException {
        shell("later", "exit 0");
        String id = json("run", "later", "--at", "2h").path("id").asString();
        String end = RunLines.shortId(id);

        assertThat(carillon("why", end).out()).startsWith("NOT_DUE: ");
        assertThat(carillon("show", end).out())
                .contains("run         " + id, "state       DELAYED");
        assertThat(carillon("cancel", end).out()).contains("CANCELLED");
        assertThat(json("retry", id).path("id").asString()).isNotEqualTo(id);
    }

    @Test
    void showTellsEveryAttempt() throws IOException {
        apply(
                "name: twice\nretry: {attempts: 2, backoff: fixed, initial: 50ms, jitter: 0}\ntask: {shell: {script: 'exit $((2 - ATTEMPT))'}}\n");
        String id = json("run", "twice", "--wait").path("id").asString();

        assertThat(carillon("show", id).out())
                .containsPattern("1 +FAILED .* 1 +exit code 1")
                .containsPattern("2 +SUCCEEDED ");
        assertThat(json("show", id).path("attempts")).hasSize(2);
    }

    @Test
    void runsAreFilteredAndCountedAcrossPages() throws IOException {
        shell("many", "exit 7");
        for (int i = 0; i < 3; i++) {
            carillon("run", "many", "--wait");
        }

        assertThat(json("runs", "--job", "many", "--state", "failed,lost", "--since", "1h"))
                .hasSize(3);
        assertThat(json("runs", "--job", "many", "--limit", "2")).hasSize(2);
        assertThat(json("runs", "--job", "many", "--error", "code 8")).isEmpty();
        assertThat(json("runs", "--job", "man*", "--queue", "default", "--until", "2999-01-01"))
                .hasSize(3);
        assertThat(json("runs", "--job", "man*", "--cause", "retry,step")).isEmpty();
        assertThat(carillon("runs", "--job", "*/many", "--count").out()).isEqualTo("3 runs\n");
        assertThat(carillon("runs", "--job", "many").out())
                .startsWith("RUN ")
                .contains("exit code 7");
    }

    @Test
    void failuresAreListedTogetherAndSortedOut() throws IOException {
        shell("alike", "exit 9");
        for (int i = 0; i < 2; i++) {
            carillon("run", "alike", "--wait");
        }

        var listed = json("failures", "--job", "alike");
        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).path("count").asInt()).isEqualTo(2);
        String fingerprint = listed.get(0).path("fingerprint").asString();
        assertThat(json("runs", "--fingerprint", fingerprint)).hasSize(2);
        assertThat(carillon("failures", "assign", fingerprint, "ada").out()).contains("NEW, ada");
        assertThat(carillon("failures", "note", fingerprint, "ask bob").out()).contains("ask bob");
        assertThat(carillon("failures", "show", fingerprint).out())
                .contains("exit code 9", "ask bob", "FAILED");
        assertThat(carillon("failures", "snooze", fingerprint, "--for", "2h").out())
                .contains("SNOOZED until");
        assertThat(json("failures", "--job", "alike")).isEmpty();
        assertThat(carillon("failures", "acknowledge", fingerprint).out()).contains("ACKNOWLEDGED");
        assertThat(carillon("failures", "mute", fingerprint).out()).contains("MUTED");
        assertThat(carillon("failures", "resolve", fingerprint).out()).contains("RESOLVED");
        assertThat(json("failures", "--job", "alike", "--state", "resolved,new")).hasSize(1);
        assertThat(carillon("failures", "show", "0").code()).isEqualTo(3);
    }

    @Test
    void manyRunsAreRetriedAfterALookAndTakenBack() throws IOException {
        shell("tobemended", "exit 3");
        for (int i = 0; i < 3; i++) {
            carillon("run", "tobemended", "--wait");
        }

        var asked = carillon("bulk", "retry", "--job", "tobemended");
        assertThat(asked.code()).isEqualTo(Exit.USAGE);
        assertThat(asked.out()).contains("retry: 3 runs");
        assertThat(asked.err()).contains("nothing was done", "--yes");
        assertThat(json("runs", "--job", "tobemended")).hasSize(3);
        carillon("queue", "pause", "default");
        try {
            var done = json("bulk", "retry", "--job", "tobemended", "--since", "1h", "--yes");
            assertThat(done.path("acted")).hasSize(3);
            assertThat(json("runs", "--job", "tobemended", "--cause", "retry")).hasSize(3);
            String plan = done.path("plan").asString();
            assertThat(carillon("bulk", "undo", plan).out()).contains("undone of 3 runs: 3");
            assertThat(json("runs", "--job", "tobemended", "--state", "cancelled")).hasSize(3);
        } finally {
            carillon("queue", "resume", "default");
        }
        String fingerprint =
                json("failures", "--job", "tobemended").get(0).path("fingerprint").asString();
        assertThat(carillon("failures", "retry", fingerprint, "--yes").out())
                .contains("done to 3 runs");
        assertThat(carillon("bulk", "dismiss", "--yes").err()).contains("name at least one of");
        assertThat(carillon("bulk", "release", "--job", "tobemended", "--yes").out())
                .contains("there is nothing to do");
    }

    @Test
    void whatIsDueIsForecast() throws IOException {
        apply(
                """
                name: due-daily
                task: {shell: {script: "true"}}
                schedules: [{id: s, cron: "30 2 * * *", zone: Europe/Berlin}, {id: t, every: 10s}]
                """);

        var told = json("forecast", "--job", "due-*", "--for", "2d");
        assertThat(told.path("due")).hasSize(2);
        assertThat(told.path("frequent").get(0).path("count").asInt()).isBetween(17_270, 17_281);
        assertThat(carillon("forecast", "--job", "due-*", "--for", "2d").out())
                .contains("due-daily", "172", "times");
        assertThat(carillon("forecast", "--job", "none-*").out()).contains("nothing is due until");
        assertThat(carillon("forecast", "--for", "999d").code()).isEqualTo(Exit.USAGE);
    }

    @Test
    void pausedJobIsShownAndResumed() throws IOException {
        apply(
                "name: resting\ntask: {shell: {command: [\"true\"]}}\nschedules: [{cron: \"0 6 * * *\"}]\n");

        assertThat(carillon("pause", "resting").out()).isEqualTo("paused default/resting\n");
        assertThat(carillon("jobs", "resting").out()).contains("paused");
        assertThat(carillon("resume", "resting").out()).contains("next 20");
        assertThat(carillon("delete", "resting").code()).isEqualTo(Exit.OK);
        assertThat(carillon("pause", "resting").code()).isEqualTo(Exit.NOT_FOUND);
    }

    @Test
    void dueTimesAreListedSkippedAndMadeUpFor() throws IOException {
        apply(
                "name: daily\noverlap: {policy: allow}\ntask: {shell: {command: [\"true\"]}}\nparameters: [{name: region, default: south}]\nschedules: [{id: early, cron: \"0 6 * * *\", zone: UTC}]\n");
        String[] range = {"--from", "2026-03-01T00:00:00Z", "--until", "2026-03-04T00:00:00Z"};

        assertThat(carillon("next", "daily", "-n", "2").out())
                .containsPattern("T06:00:00Z  \\w{3} .* early");
        assertThat(carillon("skip", "daily", "--schedule", "early").out())
                .matches("skipped of default/daily: \\S+T06:00:00Z\\n");
        assertThat(carillon("skip", "daily", "--schedule", "late").code())
                .isEqualTo(Exit.NOT_FOUND);

        Answer preview = carillon("backfill", "daily", range[0], range[1], range[2], range[3]);
        assertThat(preview.code()).isEqualTo(Exit.USAGE);
        assertThat(preview.out()).contains("3 due times of default/daily", "2026-03-03T06:00:00Z");
        assertThat(preview.err()).contains("add --yes to make 3 runs");
        assertThat(json("runs", "--job", "daily")).isEmpty();

        JsonNode made =
                json(
                        "backfill",
                        "daily",
                        range[0],
                        range[1],
                        range[2],
                        range[3],
                        "-p",
                        "region=north",
                        "--yes");
        assertThat(made.path("runs")).hasSize(3);
        String newest = made.path("runs").get(2).asString();
        assertThat(carillon("show", newest).out())
                .contains("BACKFILL, schedule early", "2026-03-03T06:00:00Z", "region=north");
        assertThat(carillon("resume", "daily", "--missed", "all").code()).isEqualTo(Exit.OK);
    }

    @Test
    void heldRunsWaitUntilTheyAreReleased() throws IOException {
        apply("name: heldback\noverlap: {policy: allow}\ntask: {shell: {script: 'exit 5'}}\n");
        String first = json("run", "heldback", "--at", "1h").path("id").asString();
        String failed = json("run", "heldback", "--wait").path("id").asString();

        Answer held = carillon("hold", first, failed);
        assertThat(held.code()).isEqualTo(Exit.CONFLICT);
        assertThat(held.out()).startsWith(first + "  HELD").hasLineCount(1);
        assertThat(held.err()).contains("run " + failed + " is FAILED");
        assertThat(carillon("why", first).out()).startsWith("HELD: ");
        assertThat(json("release", first).get(0).path("state").asString()).isEqualTo("DELAYED");

        assertThat(carillon("dismiss", failed).out()).contains("FAILED", "handled");
        assertThat(carillon("runs", "--job", "heldback").out()).contains("FAILED, handled");
    }

    @Test
    void sameUniqueKeyGivesTheRunThatIsNotFinished() throws IOException {
        shell("single", "exit 0");
        String[] run = {"run", "single", "--at", "1h", "--unique", "today"};

        String first = json(run).path("id").asString();

        assertThat(json(run).path("id").asString()).isEqualTo(first);
        carillon("cancel", first);
        assertThat(json(run).path("id").asString()).isNotEqualTo(first);
    }

    @Test
    void flowIsShownByItsPartsAndRunAgainFromAStep() throws IOException {
        Path stock = folder.resolve("stock");
        apply(
                "name: flow\ntask: {flow: {steps: [{name: fetch, shell: {command: [\"true\"]}}, {name: load, after: [fetch], shell: {command: [test, -e, '"
                        + stock
                        + "']}}]}}\n");
        String id = json("run", "flow", "--wait").path("id").asString();

        assertThat(carillon("parts", id).out())
                .containsPattern("(?m)^fetch +SUCCEEDED")
                .containsPattern("(?m)^load +FAILED .*exit code 1");
        assertThat(carillon("runs", "--job", "flow").out()).contains("flow: load");
        assertThat(carillon("retry", id, "--from", "nosuch").code()).isEqualTo(Exit.USAGE);

        Files.writeString(stock, "");
        String again = json("retry", id).path("id").asString();
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> carillon("show", again).out().contains("state       SUCCEEDED"));
        assertThat(carillon("show", again).out())
                .containsPattern("(?m)^fetch +SUCCEEDED .*taken over");
        assertThat(carillon("retry", again).code()).isEqualTo(Exit.CONFLICT);
        assertThat(carillon("retry", again, "--whole").code()).isEqualTo(Exit.OK);
    }

    @Test
    void whyAnswersOfAJobWithAList() throws IOException {
        shell("beef", "exit 0");
        String id = json("run", "beef", "--at", "2h").path("id").asString();

        assertThat(carillon("why", "beef").out())
                .containsPattern("(?m)^NOT_DUE +\\S+Z +run " + id)
                .containsPattern("(?m)^ON_DEMAND +- ");
        assertThat(json("why", "default/beef")).hasSize(2);
        assertThat(json("why", id).path("reason").asString()).isEqualTo("NOT_DUE");
        assertThat(carillon("why", "nosuch").code()).isEqualTo(Exit.NOT_FOUND);
    }

    @Test
    void queueIsLimitedPausedAndResumed() throws IOException {
        apply("name: mailer\nqueue: mail\ntask: {shell: {command: [\"true\"]}}\n");

        carillon("queue", "set", "mail", "--concurrency", "4", "--rate", "100/1s");
        carillon("queue", "set", "mail", "--weight", "3");
        carillon("queue", "set", "mail", "--concurrency", "1", "--for", "2h");
        assertThat(carillon("queues").out())
                .containsPattern("mail +0 +0 +1 +100/1s +3 +- +changed until ");
        assertThat(carillon("queue", "show", "mail").out())
                .contains("then limit 4, rate 100/1s, weight 3");

        assertThat(carillon("queue", "pause", "mail").out())
                .isEqualTo("paused queue mail without end\n");
        String id = json("run", "mailer").path("id").asString();
        assertThat(carillon("why", id).out()).startsWith("QUEUE_PAUSED: ");
        assertThat(carillon("queue", "resume", "mail").code()).isEqualTo(Exit.OK);
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> carillon("why", id).out().startsWith("FINISHED: "));

        assertThat(carillon("queue", "set", "mail", "--rate", "1/1ms").err())
                .isEqualTo("carillon: queue mail: \"per\" must be from 100ms to 31d\n");
        assertThat(carillon("queue", "delete", "mail").code()).isEqualTo(Exit.OK);
        assertThat(json("queue", "show", "mail").path("definition").has("concurrency")).isFalse();
        assertThat(carillon("queue", "show", "nosuch").code()).isEqualTo(Exit.NOT_FOUND);
    }

    @Test
    void calendarIsStoredNamedAndRemoved() throws IOException {
        Path file = Files.writeString(folder.resolve("off.yaml"), "name: off\nweekday: [sun]\n");
        assertThat(carillon("calendar", "set", file.toString()).err())
                .contains(file + ":2:1: unknown key \"weekday\", did you mean \"weekdays\"?");
        Files.writeString(file, "name: off\nweekdays: [sun]\nyearly: [\"12-25\"]\n");
        assertThat(carillon("calendar", "set", file.toString()).out())
                .isEqualTo("stored calendar off: 1 day of each year, sun; used by nothing yet\n");
        apply(
                "name: workday\ntask: {shell: {command: [\"true\"]}}\nschedules: [{cron: \"0 6 * * *\", except: [off]}]\n");

        assertThat(carillon("calendars").out()).containsPattern("off +1 day .*, sun +workday");
        assertThat(carillon("calendar", "delete", "off").code()).isEqualTo(Exit.CONFLICT);
        Files.writeString(file, carillon("calendar", "show", "off").out());
        assertThat(json("calendar", "set", file.toString()).path("revision"))
                .isEqualTo(json("calendar", "show", "off").path("revision"));

        Path ics =
                Files.writeString(
                        folder.resolve("fair.ics"),
                        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:2026xx\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
        assertThat(carillon("calendar", "import", "fair", ics.toString()).err())
                .contains(ics + ": ", "line 3");
        assertThat(carillon("calendar", "delete", "fair").code()).isEqualTo(Exit.NOT_FOUND);
    }

    @Test
    void nodeIsDrainedAndTakesRunsAgain() throws IOException {
        shell("lasting", "sleep 60");
        String id = json("run", "lasting").path("id").asString();
        String name = json("nodes").get(0).path("name").asString();
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> carillon("why", id).out().startsWith("RUNNING: "));

        try {
            Answer late = carillon("drain", name, "--timeout", "1ms");
            assertThat(late.code()).isEqualTo(Exit.FAILED);
            assertThat(late.out()).contains("runs are still under way on it: ");
            assertThat(carillon("nodes").out()).contains("cordoned without end");

            carillon("cancel", id);
            assertThat(carillon("drain", name).out()).contains("is drained; it stays cordoned");
            assertThat(carillon("cordon", name, "--for", "2h").out()).contains("until 20");
        } finally {
            assertThat(carillon("uncordon", name).code()).isEqualTo(Exit.OK);
        }
        assertThat(carillon("cordon", "nosuch").code()).isEqualTo(Exit.NOT_FOUND);
    }

    @Test
    void logIsFollowedToItsEnd() throws IOException {
        shell("counting", "for i in 1 2 3; do echo $i; sleep 0.2; done");
        String id = json("run", "counting").path("id").asString();

        assertThat(carillon("log", id, "-f").out()).isEqualTo("1\n2\n3\n");
        assertThat(json("log", id).path("text").asString()).isEqualTo("1\n2\n3\n");
    }

    @Test
    void backupIsVerifiedByItsChecksum() throws IOException, NoSuchAlgorithmException {
        String[] line = carillon("backup").out().strip().split("  ", 2);

        byte[] file = Files.readAllBytes(Path.of(line[1]));
        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file)))
                .isEqualTo(line[0]);
        assertThat(Path.of(line[1] + ".sha256"))
                .hasContent(line[0] + "  " + Path.of(line[1]).getFileName());
    }

    @Test
    void importedCrontabIsStored() throws IOException {
        Path crontab = Files.writeString(folder.resolve("crontab"), "0 6 * * * /opt/nightly\n");

        Answer answer = carillon("import", "crontab", crontab.toString(), "--apply");

        assertThat(answer.code()).isEqualTo(Exit.OK);
        assertThat(carillon("jobs", "nightly").out())
                .containsPattern("crontab/nightly-[0-9a-f]{4} +v1");
    }

    @Test
    void wrongTokenIsRefusedAndSaidWithoutShowingIt() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "wrong".repeat(10));

        Answer answer =
                Answer.to("jobs", "--url", node.url().toString(), "--token-file", token.toString());

        assertThat(answer.code()).isEqualTo(Exit.REFUSED);
        assertThat(answer.err())
                .contains("does not accept this token")
                .doesNotContain("wrongwrong");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "job nosuch",
                "run nosuch",
                "log 00000000-0000-7000-8000-000000000000",
                "show abcdef12"
            })
    void whatIsNotThereIsCode3(String line) {
        Answer answer = carillon(line.split(" "));

        assertThat(answer.code()).isEqualTo(Exit.NOT_FOUND);
        assertThat(answer.err()).startsWith("carillon: ").doesNotContain("Exception");
    }

    @Test
    void doctorFindsNothingAndThenTheTokenThatOthersCanRead() throws IOException {
        Answer well = carillon("doctor", "--folder", data.toString());
        assertThat(well.code()).as(well.out()).isEqualTo(Exit.OK);
        assertThat(well.out()).contains("answers and accepts the token");

        Path copy = folder.resolve("token");
        Files.copy(data.resolve(ApiAddress.TOKEN_FILE), copy);
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
        Answer ill =
                Answer.to(
                        "doctor", "--url", node.url().toString(), "--token-file", copy.toString());

        assertThat(ill.code()).isEqualTo(Exit.FAILED);
        assertThat(ill.out()).containsPattern("token +FAILED .*chmod 600");
    }

    @Test
    void nodeAndItsCountsAreShown() {
        assertThat(carillon("nodes").out()).containsPattern("UP +\\d+/\\d+ +32 ");
        assertThat(json("stats").path("jobs").isNumber()).isTrue();
        assertThat(carillon("token").out().strip())
                .isEqualTo(data.resolve(ApiAddress.TOKEN_FILE).toString());
        assertThat(carillon("token", "--show").out().strip()).hasSizeGreaterThan(32);
    }

    @Test
    void aTokenIsMadeForAnotherAndMayDoWhatItsRoleMay() throws IOException {
        shell("guarded", "true");
        Answer made = carillon("token", "create", "board", "--role", "viewer", "--expires", "90d");
        assertThat(made.err()).contains("token board with the role viewer, until");
        Path file = Files.writeString(folder.resolve("board.token"), made.out());

        assertThat(by(file, "job", "guarded").code()).isEqualTo(Exit.OK);
        Answer refused = by(file, "pause", "guarded");
        assertThat(refused.code()).isEqualTo(Exit.REFUSED);
        assertThat(refused.err()).contains("needs the role operator", "token board has the role");
        assertThat(carillon("token", "list").out())
                .containsPattern("board +viewer +\\d{4}.* admin");
        assertThat(carillon("token", "revoke", "board").out()).contains("revoked token board");

        assertThat(by(file, "job", "guarded").err()).contains("Token board was revoked");
        assertThat(carillon("token", "revoke", "nobody").code()).isEqualTo(Exit.NOT_FOUND);
        assertThat(carillon("token", "create", "x", "--role", "king").code()).isEqualTo(Exit.USAGE);
    }

    private static Answer by(Path token, String... arguments) {
        var all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--url", node.url().toString(), "--token-file", token.toString()));
        return Answer.to(all.toArray(String[]::new));
    }

    @Test
    void whatWasDoneIsListedShownAndUndone() throws IOException {
        shell("undoable", "true");
        carillon("pause", "undoable");

        JsonNode pause = json("changes", "--what", "job:undoable", "--since", "1h").get(0);
        String id = pause.path("id").asString();
        assertThat(pause.path("action").asString()).isEqualTo("job.pause");
        assertThat(carillon("changes", "-n", "1", "--actor", "admin", "--what", "job").out())
                .containsPattern("(?m)^" + id + " .* admin +job.pause +default/undoable +-$");
        assertThat(carillon("change", id).out()).containsPattern("before +\\{\"paused\":false\\}");
        assertThat(carillon("undo", id).out()).contains("undid change " + id, "job.resume");

        assertThat(json("job", "undoable").path("paused").asBoolean(true)).isFalse();
        Answer again = carillon("undo", id);
        assertThat(again.code()).isEqualTo(Exit.CONFLICT);
        assertThat(again.err()).contains("is undone already");
        assertThat(carillon("changes", "--what", "job:undoable").out()).contains("undoes " + id);
        assertThat(carillon("undo", "999999").code()).isEqualTo(Exit.NOT_FOUND);
    }

    @Test
    void segmentsAreListedAndDividedAnew() throws IOException {
        assertThat(carillon("segments").out()).containsPattern("(?m)^31 +\\S+ +1 +-");
        Path own = folder.resolve("data");
        Path config =
                Files.writeString(
                        folder.resolve("c.yaml"),
                        "data: {folder: " + own + "}\napi: {port: 0}\ncluster: {segments: 64}\n");
        assertThat(resize("0", config).code()).isEqualTo(Exit.USAGE);
        assertThat(resize("1025", config).err()).contains("from 1 to 1024, not 1025");
        assertThat(resize("7", folder.resolve("none.yaml")).code())
                .isEqualTo(Exit.WRONG_CONFIGURATION);
        Answer none = resize("7", config);
        assertThat(none.code()).isEqualTo(Exit.NOT_FOUND);
        assertThat(none.err()).contains("no database in the folder " + own);

        try (var _ = DataFolder.claim(own);
                var _ = NodeRuntime.start(ConfigFile.read(config))) {
            Answer refused = resize("7", config);
            assertThat(refused.code()).isEqualTo(Exit.CONFLICT);
            assertThat(refused.err()).contains("not while a node works", own.toString());
        }

        assertThat(resize("7", config).out())
                .isEqualTo(
                        """
                        The number of segments is 7 now and was 64; jobs that moved: 0.
                        Write cluster.segments: 7 into the configuration of each node, which says 64.
                        """);
        assertThat(resize("7", config).out()).startsWith("The number of segments is 7 already.\n");
        assertThat(resize("7", config).code()).isEqualTo(Exit.OK);
    }

    private static Answer resize(String count, Path config) {
        return Answer.to("segments", "resize", count, "--config", config.toString());
    }

    @Test
    void changesAreFedUntilTheReaderIsGone() throws IOException {
        shell("seen", "exit 0");
        var lines = new EventLines();
        var feed =
                Thread.ofVirtual()
                        .start(
                                () ->
                                        lines.code =
                                                NodeMain.commandLine()
                                                        .setOut(lines.writer())
                                                        .execute(
                                                                "events",
                                                                "--json",
                                                                "--url",
                                                                node.url().toString(),
                                                                "--token-file",
                                                                data.resolve(ApiAddress.TOKEN_FILE)
                                                                        .toString()));

        await().atMost(20, TimeUnit.SECONDS)
                .until(
                        () -> {
                            carillon("run", "seen", "--wait");
                            return lines.text().contains("\"SUCCEEDED\"");
                        });
        lines.broken = true;
        await().atMost(20, TimeUnit.SECONDS)
                .until(
                        () -> {
                            carillon("run", "seen", "--wait");
                            return !feed.isAlive();
                        });

        assertThat(lines.code).isEqualTo(Exit.BROKEN_PIPE);
        assertThat(lines.text().lines()).allMatch(line -> Json.mapper().readTree(line).isObject());
    }
}
