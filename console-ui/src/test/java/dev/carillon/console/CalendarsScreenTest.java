package dev.carillon.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Definitions;
import dev.carillon.console.frame.Place;

import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.Test;

class CalendarsScreenTest extends ClusterScreenTest {
    private void store(String text) {
        world().putCalendar(Definitions.parseCalendar(text, "test"));
    }

    @Test
    void aDayIsAddedByTheKeyboardAndSaved() throws Exception {
        store("{name: weekend, description: Saturdays and Sundays, weekdays: [sat, sun]}");
        store(
                """
                name: holidays-de
                description: Public holidays
                yearly: ["01-01", "05-01", "10-03", "12-25", "12-26"]
                dates: [2026-04-03, 2026-04-06, 2026-05-14, 2026-05-25]
                """);
        store(
                """
                name: maintenance
                description: Change window of the ERP
                cron: ["* 20-23 * * 2"]
                periods: [{from: 2026-08-07T16:00:00Z, until: 2026-08-10T04:00:00Z}]
                """);
        world().useCalendar(
                        "holidays-de", "billing/orders", "billing/invoices", "calendar weekend");
        world().addQueue("{\"name\":\"erp\",\"closed\":[\"maintenance\"]}", 0, 0);
        open(new Place.Calendars("holidays-de"));
        until("the year", () -> lookup("#year-count").<Label>query().getText().startsWith("9"));
        drawBoth("calendars");

        push(KeyCode.RIGHT);
        push(KeyCode.SPACE);

        until("one more", () -> lookup("#year-count").<Label>query().getText().startsWith("10"));
        assertThat(lookup("#calendar-save").<Button>query().isDisabled()).isFalse();
        shortcut(KeyCode.S);
        until("saved", () -> lookup("#calendar-save").<Button>query().isDisabled());
        interact(
                () -> lookup("#calendar-text").<TextArea>query().setText("name: x\ndates: [soon]"));
        draw("calendars-wrong");
        open(new Place.Calendars("maintenance"));
        until(
                "the window",
                () -> !lookup("#year-count").<Label>query().getText().contains(" 0 in"));
        draw("calendars-maintenance");
        var text = lookup("#calendar-text").<TextArea>query();
        String stored = text.getText();
        interact(text::requestFocus);
        shortcut(KeyCode.Z);
        assertThat(text.getText()).isEqualTo(stored);

        open(new Place.Calendars("holidays-de"));
        until("what was written", () -> text.getText().endsWith("dates: [soon]"));
        drawBoth("calendars-draft");
    }

    @Test
    void withoutCalendarsItSaysWhatToDo() throws Exception {
        open(new Place.Calendars(null));

        until("the empty state", () -> lookup(".empty-state").tryQuery().isPresent());
        draw("calendars-none");
    }
}
