package dev.carillon.console.editor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.JobVersion;
import dev.carillon.api.Json;
import dev.carillon.console.FakeCarillon;
import dev.carillon.console.FakeJobs;
import dev.carillon.console.NoticesKept;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.DirectBackground;
import dev.carillon.console.link.Drafts;
import dev.carillon.console.link.Memory;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;
import dev.carillon.console.words.LineDiff;
import dev.carillon.console.words.LineDiff.Kind;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Objects;

class EditorModelTest {
    private static final String JOB =
            """
            name: report
            task:
              shell:
                command: [date]
            schedules:
              - id: nightly
                cron: 30 2 * * *
                zone: Europe/Berlin
            """;

    @TempDir Path folder;
    private final FakeJobs cluster = new FakeJobs();
    private final DirectBackground background = new DirectBackground();
    private final ClusterLink link =
            new ClusterLink(
                    new Profile("test", URI.create("http://fake"), "t", Tint.BLUE, false),
                    cluster.carillon(),
                    background,
                    () -> FakeCarillon.NOW);
    private final NoticesKept notices = new NoticesKept();
    private EditorModel model;

    @BeforeEach
    void begin() {
        cluster.define(JOB);
        model = model();
    }

    private EditorModel model() {
        return new EditorModel(
                link, Drafts.ofJobs(Memory.of(folder.resolve("memory.json")), "test"));
    }

    private void show() {
        model.show("default/report");
        background.tick();
    }

    private String text() {
        return model.textProperty().get();
    }

    @Test
    void aJobIsShownAsTextAndFieldsWithoutAnythingToSave() {
        show();

        assertThat(text()).startsWith("name: report\n").contains("cron: ");
        assertThat(model.yaml().word("schedules", 0, "cron")).isEqualTo("30 2 * * *");
        assertThat(model.dirtyProperty().get()).isFalse();
        assertThat(model.problemsProperty().get()).isEmpty();
    }

    @Test
    void whatTheFormChangesIsInTheTextAndCommentsStay() {
        show();
        model.setText("# call ann\n" + text());

        model.setWord(YamlPath.of("timeout"), "1h");

        assertThat(text()).startsWith("# call ann\nname: report\n").endsWith("timeout: 1h\n");
        assertThat(model.commentsLostProperty().get()).isFalse();
        assertThat(model.dirtyProperty().get()).isTrue();
    }

    @Test
    void whatTheTextChangesIsInTheForm() {
        show();

        model.setText(text().replace("30 2 * * *", "0 6 * * *"));

        assertThat(model.yaml().word("schedules", 0, "cron")).isEqualTo("0 6 * * *");
    }

    @Test
    void aBrokenTextLeavesTheFormAndSaysWhere() {
        show();

        model.setText("name: report\ntask: [\n");

        assertThat(model.brokenProperty().get()).isTrue();
        assertThat(model.yaml().word("schedules", 0, "cron")).isEqualTo("30 2 * * *");
        var problem = model.problemsProperty().get().getFirst();
        assertThat(problem.line()).isEqualTo(3);
        assertThat(problem.text()).contains("mend it here");

        model.setWord(YamlPath.of("queue"), "x");
        assertThat(text()).isEqualTo("name: report\ntask: [\n");
    }

    @Test
    void aWrongValueIsToldAtItsLineAndItsField() {
        show();

        model.setWord(YamlPath.of("timeout"), "soon");

        var problem = model.problemsProperty().get().getFirst();
        assertThat(problem.path()).isEqualTo(YamlPath.of("timeout"));
        assertThat(text().lines().toList().get(problem.line() - 1)).isEqualTo("timeout: soon");
        assertThat(problem.text()).contains("is no duration");
        assertThat(model.definition()).isNull();
    }

    @Test
    void aScheduleIsExplainedOnceTypingStops() {
        show();

        var explanation = model.explanationsProperty().get().getFirst();
        assertThat(explanation.words()).isEqualTo("Every day at 02:30, Europe/Berlin");
        assertThat(explanation.next()).hasSize(10);
        assertThat(explanation.notes()).hasSize(1);

        model.setWord(YamlPath.of("schedules", 0, "cron"), "61 2 * * *");
        background.tick();
        assertThat(model.explanationsProperty().get().getFirst().problem())
                .isEqualTo("\"cron\" is wrong: minute 61 is not 0 to 59");
    }

    @Test
    void oneScheduleThatIsWrongDoesNotSpoilTheOthers() {
        show();

        model.set(YamlPath.of("schedules", 1), Json.mapper().readTree("{\"every\": \"x\"}"));
        background.tick();

        var explanations = model.explanationsProperty().get();
        assertThat(explanations).hasSize(2);
        assertThat(explanations.getFirst().next()).hasSize(10);
        assertThat(explanations.getLast().words()).isEmpty();
    }

    @Test
    void whileNoNodeAnswersTheWordsAreThereAllTheSame() {
        show();
        cluster.setAway(true);

        model.setWord(YamlPath.of("schedules", 0, "cron"), "0 6 * * MON");

        background.tick();
        assertThat(model.explanationsProperty().get().getFirst().words())
                .startsWith("Every Monday at 06:00");
    }

    @Test
    void itIsSavedOnTopOfTheVersionOneBeganFrom() {
        show();
        model.setWord(YamlPath.of("timeout"), "1h");

        assertThat(model.changes())
                .filteredOn(line -> line.kind() != Kind.SAME)
                .containsExactly(new LineDiff.Line(Kind.ADDED, "timeout: 1h"));
        var saved = new ArrayList<String>();
        model.save(notices, saved::add);

        assertThat(saved).containsExactly("default/report");
        assertThat(cluster.calls()).containsExactly("put default/report 1");
        assertThat(model.dirtyProperty().get()).isFalse();
        assertThat(Objects.requireNonNull(model.storedProperty().get()).version()).isEqualTo(2);

        notices.undo();
        assertThat(cluster.calls()).endsWith("put default/report 2");
        assertThat(cluster.job("default", "report").definition().has("timeout")).isFalse();
        assertThat(text()).contains("timeout: 1h");
        assertThat(model.dirtyProperty().get()).isTrue();
    }

    @Test
    void whatSomebodyElseStoredMeanwhileIsShownAndOneGoesOnOnTopOfIt() {
        show();
        model.setWord(YamlPath.of("timeout"), "1h");
        cluster.define(JOB + "priority: 7\n");

        model.save(notices, _ -> {});

        assertThat(Objects.requireNonNull(model.theirsProperty().get()).version()).isEqualTo(2);
        assertThat(model.theirChanges())
                .filteredOn(line -> line.kind() != Kind.SAME)
                .containsExactly(new LineDiff.Line(Kind.ADDED, "priority: 7"));
        assertThat(text()).contains("timeout: 1h");

        model.keepMine();
        model.save(notices, _ -> {});
        assertThat(cluster.job("default", "report").version()).isEqualTo(3);
    }

    @Test
    void theirsCanBeTakenInstead() {
        show();
        model.setWord(YamlPath.of("timeout"), "1h");
        cluster.define(JOB + "priority: 7\n");
        model.save(notices, _ -> {});

        model.takeTheirs();

        assertThat(text()).contains("priority: 7").doesNotContain("timeout");
        assertThat(model.dirtyProperty().get()).isFalse();
    }

    @Test
    void whatWasNotSavedIsThereAgainAfterANewStart() {
        show();
        model.setText("# mine\n" + text());
        model.hide();

        model = model();
        show();

        assertThat(text()).startsWith("# mine\n");
        assertThat(model.restoredProperty().get()).isTrue();
        model.discard();
        background.tick();
        model = model();
        show();
        assertThat(text()).startsWith("name: report\n");
        assertThat(model.restoredProperty().get()).isFalse();
    }

    private void leaveADraft() {
        show();
        model.setText("# mine\n" + text());
        model.hide();
        model = model();
    }

    @Test
    void aDraftIsKeptWhileNoNodeAnswers() {
        leaveADraft();
        background.hold();
        show();

        model.setText("typed too early");
        background.tick();
        background.answer();

        assertThat(text()).startsWith("# mine\n");
        assertThat(model.restoredProperty().get()).isTrue();
    }

    @Test
    void aDraftIsKeptWhenOneLeavesBeforeTheJobWasRead() {
        leaveADraft();
        background.hold();
        model.show("default/report");
        model.hide();
        model.show(null);
        background.tick();
        background.answer();
        assertThat(text()).doesNotContain("# mine");

        model.show("default/report");

        assertThat(text()).startsWith("# mine\n");
        assertThat(model.readyProperty().get()).isTrue();
    }

    @Test
    void aDraftOfAnOlderVersionIsToldAgainAtTheNextStart() {
        leaveADraft();
        cluster.define(JOB + "priority: 7\n");
        show();
        model.hide();

        model = model();
        show();

        assertThat(model.theirsProperty().get()).isNotNull();
    }

    @Test
    void whatIsTypedWhileItIsSavedIsNotStoredAndIsKept() {
        show();
        model.setWord(YamlPath.of("timeout"), "1h");
        background.hold();
        model.save(notices, _ -> {});

        model.setWord(YamlPath.of("timeout"), "2h");
        background.answer();

        assertThat(model.dirtyProperty().get()).isTrue();
        assertThat(model.changes())
                .filteredOn(line -> line.kind() == Kind.ADDED)
                .containsExactly(new LineDiff.Line(Kind.ADDED, "timeout: 2h"));
        model = model();
        show();
        assertThat(text()).contains("timeout: 2h");
        assertThat(model.theirsProperty().get()).isNull();
    }

    @Test
    void whatIsSavedDoesNotBecomeTheJobThatIsShownByThen() {
        cluster.define(JOB.replace("report", "other"));
        show();
        model.setWord(YamlPath.of("timeout"), "1h");
        background.hold();
        var then = new ArrayList<String>();
        model.save(notices, then::add);

        model.show("default/other");
        background.answer();

        assertThat(cluster.job("default", "report").version()).isEqualTo(2);
        assertThat(model.key()).isEqualTo("default/other");
        assertThat(text()).startsWith("name: other\n");
        assertThat(model.dirtyProperty().get()).isFalse();
        assertThat(then).isEmpty();
        show();
        assertThat(model.restoredProperty().get()).isFalse();
    }

    @Test
    void aBrokenTextIsKeptAsADraftToo() {
        show();
        model.setText("name: [");
        model.hide();

        model = model();
        show();

        assertThat(text()).isEqualTo("name: [");
        assertThat(model.brokenProperty().get()).isTrue();
    }

    @Test
    void aDraftFromAnEarlierVersionSaysThatThereIsANewerOne() {
        show();
        model.setWord(YamlPath.of("timeout"), "1h");
        model.hide();
        cluster.define(JOB + "priority: 7\n");

        model = model();
        show();

        assertThat(text()).contains("timeout: 1h");
        assertThat(model.theirsProperty().get()).isNotNull();
    }

    @Test
    void aNewJobMustNotBeThereYet() {
        model.show(null);
        model.setWord(YamlPath.of("name"), "report");

        model.save(notices, _ -> {});

        assertThat(cluster.calls()).isEmpty();
        assertThat(model.theirsProperty().get()).isNotNull();
    }

    @Test
    void aCheckStoresNothing() {
        show();
        var planned = new ArrayList<String>();

        model.check(answer -> planned.add(answer.change()), notices);

        assertThat(planned).containsExactly("UPDATE");
        assertThat(cluster.calls()).containsExactly("apply true");
    }

    @Test
    void aJobThatCannotBeReadSaysWhy() {
        cluster.setAway(false);
        model.show("default/none");

        assertThat(model.refusedProperty().get()).isEqualTo("there is no job default/none");
    }

    @Test
    void anEarlierVersionIsPutBackAndSavedAsANewOne() {
        cluster.define(JOB + "priority: 7\n");
        show();
        var versions = new ArrayList<JobVersion>();
        model.versions(versions::addAll, notices);

        assertThat(versions).extracting(JobVersion::version).containsExactly(2, 1);
        assertThat(model.changesSince(versions.getLast().definition()))
                .filteredOn(line -> line.kind() != Kind.SAME)
                .containsExactly(new LineDiff.Line(Kind.ADDED, "priority: 7"));

        model.replaceBy(versions.getLast().definition());
        assertThat(model.dirtyProperty().get()).isTrue();
        model.save(notices, _ -> {});
        assertThat(cluster.job("default", "report").definition().has("priority")).isFalse();
        assertThat(cluster.job("default", "report").version()).isEqualTo(3);
    }

    private static final String FILE = "name: of-a-file\ntask: {shell: {command: [date]}}\n";

    @Test
    void whatIsWrittenForANewJobIsSetAsideWhenAFileIsOpened() {
        model.show(null);
        model.setWord(YamlPath.of("name"), "mine");
        model.hide();

        model = model();
        model.show(null);
        model.bring(FILE);

        assertThat(text()).isEqualTo(FILE);
        assertThat(model.nameAside()).isEqualTo("mine");
        model.takeAside();
        assertThat(text()).startsWith("name: mine\n");
        assertThat(model.nameAside()).isEqualTo("of-a-file");
    }

    @Test
    void whatWasSetAsideIsThereAfterANewStart() {
        model.show(null);
        model.setWord(YamlPath.of("name"), "mine");
        model.bring(FILE);
        model.hide();

        model = model();
        model.show(null);

        assertThat(text()).isEqualTo(FILE);
        assertThat(model.nameAside()).isEqualTo("mine");
    }

    @Test
    void severalThatWereSetAsideAreShownInTurn() {
        model.show(null);
        model.setWord(YamlPath.of("name"), "one");
        model.bring(FILE);
        model.setWord(YamlPath.of("name"), "two");
        model.bring("name: three\n");

        model.takeAside();
        assertThat(text()).startsWith("name: two\n");
        model.takeAside();
        assertThat(text()).startsWith("name: one\n");
        model.takeAside();
        assertThat(text()).startsWith("name: three\n");
    }

    @Test
    void nothingIsSetAsideWhereNothingWasWritten() {
        model.show(null);
        model.bring(FILE);
        assertThat(model.asideProperty().get()).isEmpty();

        model.bring("name: next\n");
        model.bring("name: next\n");

        assertThat(model.asideProperty().get()).isEmpty();
    }

    @Test
    void whatWasSetAsideIsForgottenOnlyOnRequestAndComesBack() {
        model.show(null);
        model.setText("name: [");
        model.bring(FILE);

        model.forgetAside(notices);
        assertThat(model.asideProperty().get()).isEmpty();
        notices.undo();

        model = model();
        assertThat(model.asideProperty().get()).containsExactly("name: [");
        assertThat(model.nameAside()).isEmpty();
    }

    @Test
    void whenTheDraftCannotBeKeptThatIsSaidAndNothingIsLost() throws Exception {
        Files.writeString(folder.resolve("file"), "");
        model =
                new EditorModel(
                        link, Drafts.ofJobs(Memory.of(folder.resolve("file/memory.json")), "test"));
        show();

        model.setWord(YamlPath.of("timeout"), "1h");
        background.tick();

        assertThat(model.notKeptProperty().get()).contains("cannot write");
        assertThat(text()).contains("timeout: 1h");
    }
}
