package dev.carillon.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.console.frame.Place;

import javafx.scene.control.Button;
import javafx.scene.control.ListView;
import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.Test;

class ChangesScreenTest extends ClusterScreenTest {
    @Test
    void aChangeIsUndoneByTheKeyboardAfterItSaidWhatThatDoes() throws Exception {
        world().addChange(
                        "anna",
                        "calendar.put",
                        "holidays-de",
                        null,
                        "{\"name\":\"holidays-de\"}",
                        null);
        world().addChange("boris", "job.pause", "billing/orders", null, null, null);
        world().addChange("carillon", "queue.resume", "mail", null, null, null);
        world().addChange(
                        "boris",
                        "job.skip",
                        "billing/orders",
                        null,
                        null,
                        "run the job, or backfill it");
        world().addChange(
                        "anna",
                        "job.put",
                        "billing/invoices",
                        "{\"name\":\"invoices\",\"namespace\":\"billing\",\"task\":{\"shell\":\"bin/invoices --all\"},\"schedules\":[{\"cron\":\"0 2 * * *\",\"zone\":\"Europe/Berlin\"}],\"timeout\":\"1h\"}",
                        "{\"name\":\"invoices\",\"namespace\":\"billing\",\"task\":{\"shell\":\"bin/invoices --all --fast\"},\"schedules\":[{\"cron\":\"30 3 * * 1-5\",\"zone\":\"Europe/Berlin\"}],\"timeout\":\"1h\",\"queue\":\"erp\"}",
                        null);
        open(new Place.Changes(null));
        until("the list", () -> lookup("#change-list").<ListView<?>>query().getItems().size() == 5);
        push(KeyCode.HOME);
        until("the diff", () -> lookup("#change-diff").tryQuery().isPresent());
        until("its lines", () -> !lookup("#change-diff").<ListView<?>>query().getItems().isEmpty());
        drawBoth("changes");

        push(KeyCode.U);
        until("the question", () -> lookup("#undo-sheet-act").tryQuery().isPresent());
        draw("changes-undo");
        clickOn("#undo-sheet-act");

        until("it is undone", () -> world().change(5).change().undoneBy() != null);
        until("no undo", () -> lookup("#change-undo").<Button>query().isDisabled());
        assertThat(world().change(6).change().undoes()).isEqualTo(5);
    }
}
