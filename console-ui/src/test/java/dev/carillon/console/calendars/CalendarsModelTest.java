package dev.carillon.console.calendars;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Definitions;
import dev.carillon.console.FakeCarillon;
import dev.carillon.console.FakeCluster;
import dev.carillon.console.NoticesHeard;
import dev.carillon.console.calendars.CalendarsModel.Row;
import dev.carillon.console.calendars.YearOf.Share;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.DirectBackground;
import dev.carillon.console.link.Drafts;
import dev.carillon.console.link.Memory;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

class CalendarsModelTest {
    private static final LocalDate EVE = LocalDate.parse("2026-12-24");
    private final FakeCluster cluster = new FakeCluster();
    private final DirectBackground background = new DirectBackground();
    private final NoticesHeard notices = new NoticesHeard();
    @TempDir Path memory;
    private CalendarsModel model;

    private CalendarsModel model() {
        return new CalendarsModel(
                new ClusterLink(
                        new Profile("test", URI.create("http://fake"), "t", Tint.BLUE, false),
                        cluster.carillon(),
                        background,
                        () -> FakeCarillon.NOW),
                notices,
                Drafts.ofCalendars(Memory.of(memory.resolve("memory.json")), "test"),
                ZoneId.of("Europe/Berlin"));
    }

    @BeforeEach
    void holidays() {
        model = model();
        store("{name: holidays, yearly: [\"12-25\"]}");
        store("{name: night, cron: [\"* 22-23 * * *\"]}");
    }

    private void store(String text) {
        cluster.putCalendar(Definitions.parseCalendar(text, "test"));
    }

    private Row selected() {
        return Objects.requireNonNull(model.selectedProperty().get());
    }

    @Test
    void theFirstCalendarIsOpenedWithItsTextAndYear() {
        model.show(null);

        assertThat(selected().name()).isEqualTo("holidays");
        assertThat(model.draftProperty().get()).startsWith("name: ").contains("holidays", "12-25");
        assertThat(model.yearProperty().get().share(LocalDate.parse("2026-12-25")))
                .isEqualTo(Share.WHOLE);
        assertThat(model.edited()).isFalse();
    }

    @Test
    void theYearFollowsTheTextWhileTyping() {
        model.show("holidays");

        model.edit("{name: holidays, dates: [2026-12-24]}");

        assertThat(model.yearProperty().get().share(EVE)).isEqualTo(Share.WHOLE);
        assertThat(model.edited()).isTrue();
    }

    @Test
    void aCalendarIsMarkedAsLongAsSomethingOfItIsNotSaved() {
        model.show("holidays");
        assertThat(model.unsavedProperty().get()).isEmpty();

        model.edit("{name: holidays, dates: [2026-12-24]}");
        model.select("night");
        assertThat(model.unsavedProperty().get()).containsExactly("holidays");
        model.hide();
        var next = model();
        next.show(null);
        assertThat(next.unsavedProperty().get()).containsExactly("holidays");

        next.select("holidays");
        next.revert();
        assertThat(next.unsavedProperty().get()).isEmpty();
        next.edit("{name: holidays, dates: [2026-12-24]}");
        background.tick();
        assertThat(next.unsavedProperty().get()).containsExactly("holidays");
        next.save();
        assertThat(next.unsavedProperty().get()).isEmpty();
    }

    @Test
    void aWrongTextSaysWhyAndTheLastYearStays() {
        model.show("holidays");

        model.edit("name: holidays\ndates: [soon]");

        assertThat(model.wrongProperty().get()).contains("2:", "\"soon\" is no day");
        assertThat(model.yearProperty().get().share(LocalDate.parse("2026-12-25")))
                .isEqualTo(Share.WHOLE);
    }

    @Test
    void aCalendarIsNotRenamed() {
        model.show("holidays");

        model.edit("{name: other, weekdays: [sun]}");

        assertThat(model.wrongProperty().get()).contains("cannot be renamed");
    }

    @Test
    void aDayIsAddedAndRemovedByAClick() {
        model.show("holidays");

        assertThat(model.toggle(EVE)).isTrue();
        assertThat(model.draftProperty().get()).contains("2026-12-24");
        assertThat(model.toggle(EVE)).isTrue();

        assertThat(model.draftProperty().get()).doesNotContain("2026-12-24");
    }

    @Test
    void aDayInTheMiddleOfDaysSplitsThem() {
        store("{name: holidays, dates: [2026-12-23..2026-12-25]}");
        model.show("holidays");

        model.toggle(EVE);

        assertThat(model.draftProperty().get())
                .contains("2026-12-23", "2026-12-25")
                .doesNotContain("..");
    }

    @Test
    void aDayOfARuleStays() {
        model.show("holidays");

        assertThat(model.toggle(LocalDate.parse("2026-12-25"))).isFalse();
    }

    @Test
    void whatIsSavedIsStoredAndGoesBackByUndo() {
        model.show("holidays");
        model.toggle(EVE);

        model.save();

        assertThat(selected().definition().dates()).hasSize(1);
        assertThat(model.edited()).isFalse();
        notices.undo();
        assertThat(selected().definition().dates()).isEmpty();
    }

    @Test
    void aNewCalendarIsRemovedByUndo() {
        model.show(null);
        model.beginNew();
        model.edit("{name: breaks, weekdays: [sat]}");

        model.save();
        assertThat(selected().name()).isEqualTo("breaks");
        notices.undo();

        assertThat(model.rows()).extracting(Row::name).containsExactly("holidays", "night");
    }

    @Test
    void aDeletedCalendarComesBackByUndo() {
        model.show("night");

        model.delete(selected());
        assertThat(model.rows()).extracting(Row::name).containsExactly("holidays");
        notices.undo();

        assertThat(selected().definition().cron()).containsExactly("* 22-23 * * *");
    }

    @Test
    void whatIsTypedStaysWhenSomebodyElseChangesIt() {
        model.show("holidays");
        model.edit("{name: holidays, dates: [2026-12-24]}");

        store("{name: holidays, weekdays: [sun]}");
        background.tick();

        assertThat(model.draftProperty().get()).contains("2026-12-24");
        assertThat(model.changedBy()).isEqualTo("admin");
        model.revert();
        assertThat(model.draftProperty().get()).contains("sun");
    }

    private static final String MINE = "{name: holidays, dates: [2026-12-24]}";

    @Test
    void whatIsTypedIsThereAgainAfterAnotherCalendarWasLookedAt() {
        model.show("holidays");
        model.edit(MINE);

        model.select("night");
        assertThat(model.edited()).isFalse();
        model.beginNew();
        model.edit("{name: breaks, weekdays: [sat]}");
        model.select("holidays");

        assertThat(model.draftProperty().get()).isEqualTo(MINE);
        assertThat(model.restored()).isTrue();
        model.beginNew();
        assertThat(model.draftProperty().get()).isEqualTo("{name: breaks, weekdays: [sat]}");
    }

    @Test
    void whatIsTypedIsThereAgainAfterANewStartUntilItIsSavedOrReverted() {
        model.show("holidays");
        model.edit(MINE);
        model.hide();

        model = model();
        model.show("holidays");
        assertThat(model.draftProperty().get()).isEqualTo(MINE);
        model.save();
        assertThat(model.restored()).isFalse();
        assertThat(model.edited()).isFalse();
        model.edit(MINE + " # again");
        background.tick();
        model.revert();

        model = model();
        model.show("holidays");
        assertThat(model.edited()).isFalse();
    }

    @Test
    void theStoredYearIsShownWhereADraftIsWrong() {
        model.show("holidays");
        model.edit("{name: holidays, dates: [soon]}");
        model.select("night");

        model.select("holidays");

        assertThat(model.wrongProperty().get()).contains("no day");
        assertThat(model.yearProperty().get().share(LocalDate.parse("2026-12-25")))
                .isEqualTo(Share.WHOLE);
    }

    @Test
    void whatSomebodyElseStoredOverADraftIsTold() {
        model.show("holidays");
        model.edit(MINE);
        model.hide();
        store("{name: holidays, weekdays: [sun]}");

        model = model();
        model.show("holidays");

        assertThat(model.draftProperty().get()).isEqualTo(MINE);
        assertThat(model.changedBy()).isEqualTo("admin");
    }

    @Test
    void aDraftIsKeptWhileNoNodeAnswers() {
        model.show("holidays");
        model.edit(MINE);
        model.hide();

        model = model();
        cluster.setAway(true);
        model.show("holidays");
        background.tick();
        model.hide();
        cluster.setAway(false);
        model.show("holidays");

        assertThat(model.draftProperty().get()).isEqualTo(MINE);
    }

    @Test
    void whatIsTypedWhileItIsSavedIsNotSavedAndStays() {
        model.show("holidays");
        model.edit(MINE);
        background.hold();
        model.save();

        model.edit(MINE + " # more");
        background.answer();

        assertThat(selected().definition().dates()).hasSize(1);
        assertThat(model.draftProperty().get()).isEqualTo(MINE + " # more");
        assertThat(model.edited()).isTrue();
        assertThat(model.changedBy()).isNull();
    }

    @Test
    void whatIsSavedDoesNotTakeThePlaceOfTheCalendarThatIsEditedByThen() {
        model.show("holidays");
        model.edit(MINE);
        background.hold();
        model.save();
        model.select("night");
        model.edit("{name: night, weekdays: [sun]}");

        background.answer();

        assertThat(selected().name()).isEqualTo("night");
        assertThat(model.draftProperty().get()).isEqualTo("{name: night, weekdays: [sun]}");
        model.select("holidays");
        assertThat(model.edited()).isFalse();
    }

    @Test
    void aFileIsImported(@TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("x.ics"), "BEGIN:VCALENDAR");
        var done = new ArrayList<String>();
        model.show(null);

        model.importFile("feasts", file, () -> done.add("done"), refusal -> done.add("refused"));

        assertThat(done).containsExactly("done");
        assertThat(selected().name()).isEqualTo("feasts");
        notices.undo();
        assertThat(model.rows()).extracting(Row::name).doesNotContain("feasts");
    }

    @Test
    void aFileThatCannotBeReadIsRefusedInWords(@TempDir Path folder) {
        var refused = new ArrayList<String>();
        model.show(null);

        model.importFile(
                "feasts",
                folder.resolve("gone.ics"),
                () -> refused.add("done"),
                refusal -> refused.add(refusal.getMessage()));

        assertThat(refused).singleElement().asString().contains("gone.ics", "cannot be read");
    }

    @Test
    void queuesThatItClosesAreNamed() {
        cluster.addQueue("{\"name\":\"erp\",\"closed\":[\"night\"]}", 0, 0);

        model.show("night");

        assertThat(selected().queues()).isEqualTo(List.of("erp"));
    }
}
