package dev.carillon.console.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.EventView;
import dev.carillon.api.RunState;
import dev.carillon.console.FakeCarillon;
import dev.carillon.console.alarm.AlarmModel.Choice;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.DirectBackground;
import dev.carillon.console.link.Memory;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

class AlarmModelTest {
    // Runs of the fake cluster end about then.
    private static final Instant AT = FakeCarillon.NOW.minusSeconds(1_000);

    @TempDir Path folder;
    private final FakeCarillon cluster = new FakeCarillon();
    private final DirectBackground background = new DirectBackground();
    // Runs of the fake cluster end a little before its now.
    private final ClusterLink link =
            new ClusterLink(
                    new Profile("prod", URI.create("http://fake"), "t", Tint.RED, true),
                    cluster.carillon(),
                    background,
                    () -> FakeCarillon.NOW.minusSeconds(2_000));
    private final List<String> told = new ArrayList<>();
    private final List<CarillonException> notShown = new ArrayList<>();

    @BeforeEach
    void open() {
        link.open();
    }

    private AlarmModel model(Choice choice) {
        var model =
                new AlarmModel(
                        link,
                        Memory.of(folder.resolve("console.json")),
                        (title, text) -> told.add(title + " | " + text),
                        notShown::add);
        model.choose(choice);
        return model;
    }

    private void fail(String... jobs) {
        for (String job : jobs) {
            cluster.add(job, RunState.FAILED);
        }
        background.tick();
    }

    @Test
    void theFirstIsToldAtOnceAndThoseAfterItTogether() {
        model(Choice.EVERYTHING);

        fail("backup");
        assertThat(told).containsExactly("prod: a run failed | default/backup");

        cluster.add("a", RunState.FAILED);
        cluster.add("b", RunState.TIMED_OUT);
        fail("c", "d", "d");
        background.tick();

        assertThat(told)
                .last()
                .isEqualTo(
                        "prod: 5 runs failed | default/a, default/b, default/c, and 1 other job");
        assertThat(told).hasSize(2);
    }

    @Test
    void whatFailedWhileTheFeedWasAwayIsReadAndToldOnce() {
        model(Choice.EVERYTHING);
        fail("backup");
        background.tick();
        cluster.addUntold("import", RunState.FAILED);

        cluster.tell(new EventView("c", "reset", AT, "", null));
        background.tick();
        cluster.tell(new EventView("d", "reset", AT, "", null));
        background.tick();

        assertThat(told)
                .containsExactly(
                        "prod: a run failed | default/backup",
                        "prod: a run failed | default/import");
    }

    @Test
    void whatTheFeedTellsMeanwhileDoesNotGiveTheReadingUp() {
        model(Choice.EVERYTHING);
        cluster.addUntold("import", RunState.FAILED);

        background.hold();
        cluster.tell(new EventView("c", "reset", AT, "", null));
        background.tick();
        cluster.tell(new EventView("d", "job", AT, "default/x", null));
        background.tick();
        background.answer();

        assertThat(told).containsExactly("prod: a run failed | default/import");
    }

    @Test
    void whatFailedWhileNoNodeAnsweredIsToldWhenOneDoes() {
        model(Choice.EVERYTHING);
        fail("backup");
        background.tick();
        cluster.addUntold("import", RunState.FAILED);
        cluster.setAway(true);
        cluster.tell(new EventView("c", "reset", AT, "", null));
        background.tick();
        assertThat(told).hasSize(1);

        cluster.setAway(false);
        cluster.tell(new EventView("d", "job", AT, "default/x", null));
        background.tick();

        assertThat(told).last().isEqualTo("prod: a run failed | default/import");
    }

    @Test
    void aReadingThatIsRefusedIsDoneAgainWithoutAnotherEvent() {
        model(Choice.EVERYTHING);
        cluster.addUntold("import", RunState.FAILED);
        cluster.setAway(true);
        cluster.tell(new EventView("c", "reset", AT, "", null));
        // Not as long as until the reading is done again.
        background.tickWithin(Duration.ofSeconds(1));
        assertThat(told).isEmpty();

        cluster.setAway(false);
        background.tickWithin(Duration.ofSeconds(10));

        assertThat(told).containsExactly("prod: a run failed | default/import");
    }

    @Test
    void whatIsLeftOutWhileOneReadsIsReadWithoutAnotherEvent() {
        model(Choice.EVERYTHING);
        background.hold();
        cluster.tell(new EventView("c", "reset", AT, "", null));
        background.tickWithin(Duration.ofSeconds(1));
        cluster.tell(new EventView("d", "reset", AT, "", null));
        background.tickWithin(Duration.ofSeconds(1));
        background.answer();
        cluster.addUntold("import", RunState.FAILED);

        background.tickWithin(Duration.ofSeconds(10));

        assertThat(told).containsExactly("prod: a run failed | default/import");
    }

    @Test
    void onlyTheJobsThatWereChosenAreTold() {
        model(new Choice("night* other/x"));

        fail("backup", "nightly");

        assertThat(told).containsExactly("prod: a run failed | default/nightly");
    }

    @Test
    void nothingIsToldUntilItIsChosenAndTheChoiceIsRemembered() {
        model(Choice.NOTHING);
        fail("backup");
        assertThat(told).isEmpty();

        model(new Choice("back*"));

        var again =
                new AlarmModel(
                        link,
                        Memory.of(folder.resolve("console.json")),
                        (_, _) -> {},
                        notShown::add);
        assertThat(again.choiceProperty().get()).isEqualTo(new Choice("back*"));
    }

    @Test
    void whyTheDesktopShowsNoneIsSaid() {
        new AlarmModel(
                        link,
                        Memory.of(folder.resolve("console.json")),
                        (_, _) -> {
                            throw new CarillonException(ErrorCode.UNAVAILABLE, "no program");
                        },
                        notShown::add)
                .choose(Choice.EVERYTHING);

        fail("backup");

        assertThat(notShown)
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo("no program");
    }

    @Test
    void afterItsClusterIsClosedNothingIsReadAnyMore() {
        model(Choice.EVERYTHING);
        cluster.setAway(true);
        cluster.tell(new EventView("c", "reset", AT, "", null));
        background.tickWithin(Duration.ofSeconds(1));
        cluster.addUntold("import", RunState.FAILED);
        cluster.setAway(false);

        link.close();
        background.tickWithin(Duration.ofSeconds(10));

        assertThat(told).isEmpty();
    }

    @Test
    void aClockHereThatIsAheadHidesNothing() {
        var early =
                new ClusterLink(
                        new Profile("far", URI.create("http://fake"), "t", Tint.RED, true),
                        cluster.carillon(),
                        background,
                        () -> FakeCarillon.NOW.plusSeconds(3_600));
        early.open();
        new AlarmModel(
                        early,
                        Memory.of(folder.resolve("far.json")),
                        (title, text) -> told.add(title + " | " + text),
                        notShown::add)
                .choose(Choice.EVERYTHING);

        var run = cluster.addUntold("backup", RunState.RUNNING);
        var failed = FakeCarillon.as(run, RunState.FAILED);
        cluster.tell(
                new EventView(
                        "c",
                        "run",
                        Objects.requireNonNull(failed.finishedAt()),
                        failed.id(),
                        failed));
        background.tickWithin(Duration.ofSeconds(1));

        assertThat(told).containsExactly("far: a run failed | default/backup");
    }
}
