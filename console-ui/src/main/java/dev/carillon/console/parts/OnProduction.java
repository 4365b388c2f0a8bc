package dev.carillon.console.parts;

import atlantafx.base.controls.ModalPane;

import dev.carillon.console.link.Profile;
import dev.carillon.console.words.Texts;

/// Asks before one key ends or hides something of a production cluster. On other clusters it is done at once.
public final class OnProduction {
    private static final Texts TEXTS = Texts.of(OnProduction.class);

    private OnProduction() {}

    /// @param question such as "Cancel the run of default/report?"
    /// @param act what the button says
    public static void ask(
            ModalPane pane, Profile cluster, String question, String act, Runnable action) {
        if (!cluster.production()) {
            action.run();
            return;
        }
        var sheet =
                new AskSheet(pane, "on-production", question)
                        .say(TEXTS.get("sheet.production", cluster.name()))
                        .leave(TEXTS.get("sheet.leave"));
        sheet.show(
                act,
                true,
                () -> {
                    sheet.close();
                    action.run();
                });
    }
}
