package dev.carillon.console.failures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.BulkAction;
import dev.carillon.api.FailureChange;
import dev.carillon.api.FailureState;
import dev.carillon.api.FailureView;
import dev.carillon.console.FakeCarillon;
import dev.carillon.console.FakeCluster;
import dev.carillon.console.NoticesHeard;
import dev.carillon.console.failures.FailuresModel.Shown;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.DirectBackground;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

class FailuresModelTest {
    private final FakeCluster cluster = new FakeCluster();
    private final DirectBackground background = new DirectBackground();
    private final NoticesHeard notices = new NoticesHeard();
    private final ClusterLink link =
            new ClusterLink(
                    new Profile("test", URI.create("http://fake"), "t", Tint.BLUE, false),
                    cluster.carillon(),
                    background,
                    () -> FakeCarillon.NOW);
    private final FailuresModel model = new FailuresModel(link, notices);

    @BeforeEach
    void failures() {
        for (int i = 0; i < 3; i++) {
            cluster.addFailure("f1", "export", "cannot reach the file server");
        }
        cluster.addFailure("f2", "mail", "no such mailbox");
    }

    private void show() {
        link.open();
        model.show(null);
    }

    private List<String> listed() {
        return model.groups().stream().map(FailureView::fingerprint).toList();
    }

    private FailureView group(String fingerprint) {
        return cluster.failure(fingerprint);
    }

    @Test
    void groupsAreListedWithTheNewestFirst() {
        show();

        assertThat(listed()).containsExactly("f2", "f1");
        assertThat(model.groups().getLast().count()).isEqualTo(3);
    }

    @Test
    void aNewGroupWaitsAboveTheListAndACountChangesInItsPlace() {
        show();

        cluster.addFailure("f3", "import", "out of paper");
        cluster.addFailure("f1", "export", "cannot reach the file server");
        background.tick();
        background.tick();

        assertThat(listed()).containsExactly("f2", "f1");
        assertThat(model.groups().getLast().count()).isEqualTo(4);
        assertThat(model.waitingProperty().get()).isEqualTo(1);
        model.settle();
        assertThat(listed()).contains("f3");
        assertThat(model.waitingProperty().get()).isZero();
    }

    @Test
    void openingAGroupShowsItsRunsAndTheEndOfTheLog() {
        var text = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            text.append("line ").append(i).append('\n');
        }
        cluster.setLog(group("f1").lastRun(), text.toString());
        show();

        model.open("f1");

        assertThat(model.runs().shown()).hasSize(3);
        assertThat(model.tailProperty().get()).hasSize(60).endsWith("line 499");
    }

    @Test
    void theEndOfTheLogIsShownWithoutCodesOfTerminals() {
        cluster.setLog(
                group("f1").lastRun(),
                "10 %\r20 %\r100 %\r\n\u001b[31merror:\u001b[0m no\tspace\n");
        show();

        model.open("f1");

        assertThat(model.tailProperty().get()).containsExactly("100 %", "error: no       space");
    }

    @Test
    void theEndOfAVeryLongLogIsFoundWithoutReadingAllOfIt() {
        String id = group("f1").lastRun();
        cluster.setLog(id, "x".repeat(99).concat("\n").repeat(50_000) + "the end\n");
        show();

        model.open("f1");

        assertThat(model.tailProperty().get()).hasSize(60).endsWith("the end");
    }

    @Test
    void groupsAreAssignedToMeAndBackByUndo() {
        show();

        model.assignToMe(List.copyOf(model.groups()));

        assertThat(group("f1").assignee()).isEqualTo("anna");
        assertThat(group("f2").assignee()).isEqualTo("anna");
        model.choose(Shown.MINE, "");
        assertThat(listed()).containsExactly("f2", "f1");
        notices.undo();
        assertThat(group("f1").assignee()).isNull();
    }

    @Test
    void whatIsSnoozedLeavesTheListAndIsNewAgainByUndo() {
        show();

        model.change(List.of(group("f1")), new FailureChange.Snooze(Duration.ofDays(1)), "snoozed");

        assertThat(listed()).containsExactly("f2");
        model.choose(Shown.SNOOZED, "");
        assertThat(listed()).containsExactly("f1");
        notices.undo();
        assertThat(group("f1").state()).isEqualTo(FailureState.NEW);
    }

    @Test
    void undoOfResolveSaysAgainWhatHeld() {
        cluster.changeFailure("f1", new FailureChange.Acknowledge());
        show();

        model.change(List.of(group("f1")), new FailureChange.Resolve(), "resolved");
        assertThat(group("f1").state()).isEqualTo(FailureState.RESOLVED);
        notices.undo();

        assertThat(group("f1").state()).isEqualTo(FailureState.ACKNOWLEDGED);
    }

    @Test
    void aNoteIsStoredAndTakenBack() {
        show();

        model.change(List.of(group("f1")), new FailureChange.Note("ticket 12"), "noted");
        assertThat(group("f1").note()).isEqualTo("ticket 12");
        notices.undo();

        assertThat(group("f1").note()).isNull();
    }

    @Test
    void aNoteThatIsBeingWrittenStaysWhileOtherGroupsAreLookedAt() {
        show();
        model.write(group("f1"), "ticket 12");

        assertThat(model.note(group("f2"))).isEmpty();
        assertThat(model.note(group("f1"))).isEqualTo("ticket 12");
    }

    @Test
    void aNoteThatWasStoredIsNoLongerBeingWritten() {
        show();
        model.write(group("f1"), "ticket 12");

        model.change(List.of(group("f1")), new FailureChange.Note("ticket 12"), "noted");
        assertThat(model.note(group("f1"))).isEqualTo("ticket 12");
        cluster.changeFailure("f1", new FailureChange.Note("ticket 13"));

        assertThat(model.note(group("f1"))).isEqualTo("ticket 13");
    }

    @Test
    void theRunsOfAGroupAreThoseThatFailedAlike() {
        var plan = cluster.planBulk(BulkAction.RETRY, FailuresModel.runsOf("f1"));

        assertThat(plan.total()).isEqualTo(3);
    }

    @Test
    void groupsAreFilteredByTheirJob() {
        show();

        model.choose(Shown.ALL, "mail");

        assertThat(listed()).containsExactly("f2");
    }

    @Test
    void whatWasReadStaysWhileNoNodeAnswers() {
        show();

        cluster.setAway(true);
        background.tick();

        assertThat(listed()).hasSize(2);
        assertThat(model.problem().textProperty().get()).contains("no node answers");
    }

    @Test
    void anOpenedGroupFollowsItsNewestRun() {
        show();
        model.open("f1");

        cluster.addFailure("f1", "export", "cannot reach the file server");
        background.tick();
        background.tick();

        assertThat(model.runs().shown()).hasSize(4);
        assertThat(Objects.requireNonNull(model.openedProperty().get()).count()).isEqualTo(4);
    }

    @Test
    void underThePointerTheRunsOfAGroupKeepTheirPlaces() {
        show();
        model.open("f1");
        var before = List.copyOf(model.runs().shown());
        model.runs().setStill(true);

        cluster.addFailure("f1", "export", "cannot reach the file server");
        background.tick();
        background.tick();

        assertThat(model.runs().shown()).isEqualTo(before);
        assertThat(model.runs().waitingProperty().get()).isEqualTo(1);
        model.runs().setStill(false);
        assertThat(model.runs().shown()).hasSize(4);
    }

    @Test
    void aFailureIsAssignedToSomebodyElseAndToNobodyAndBack() {
        show();
        var chosen = List.of(group("f1"));

        model.assign(chosen, " boris ");
        assertThat(group("f1").assignee()).isEqualTo("boris");
        assertThat(notices.texts()).last().isEqualTo("The failure is assigned to boris");

        model.assign(List.of(group("f1")), "");
        assertThat(group("f1").assignee()).isNull();
        assertThat(notices.texts()).last().isEqualTo("The failure is assigned to nobody");
        notices.undo();
        assertThat(group("f1").assignee()).isEqualTo("boris");
    }

    @Test
    void theRunsOfAllChosenFailuresAreRetried() {
        var plan = FailuresModel.planRetry(link.carillon(), List.of(group("f1"), group("f2")));

        assertThat(plan.total()).isEqualTo(4);
    }

    @Test
    void failuresBeyondTheFirstPageAreListed() {
        for (int i = 0; i < 700; i++) {
            cluster.addFailure("many" + i, "job-" + i, "broken");
        }
        show();

        assertThat(listed()).hasSize(702);
        assertThat(model.moreProperty().get()).isFalse();
    }

    @Test
    void thatThereAreMoreFailuresThanAreListedIsSaid() {
        for (int i = 0; i < FailuresModel.MOST; i++) {
            cluster.addFailure("many" + i, "job-" + i, "broken");
        }
        show();

        assertThat(listed()).hasSize(FailuresModel.MOST);
        assertThat(model.moreProperty().get()).isTrue();
    }
}
