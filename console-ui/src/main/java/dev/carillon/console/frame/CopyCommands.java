package dev.carillon.console.frame;

import dev.carillon.console.frame.ClusterPane.Desk;
import dev.carillon.console.parts.Clip;
import dev.carillon.console.parts.ShellCopy;
import dev.carillon.console.words.Texts;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Commands of a screen that copy something for a terminal: as a command line and as a request.
public final class CopyCommands {
    private static final Texts TEXTS = Texts.of(CopyCommands.class);

    private CopyCommands() {}

    /// The first of them with the key that copies a command line on every screen.
    ///
    /// @param what is copied, such as "the failure"
    /// @param chosen empty while nothing is
    public static List<Command> of(Desk desk, String what, Supplier<Optional<ShellCopy>> chosen) {
        return List.of(
                Command.of(
                        TEXTS.get("copy.command", what),
                        "Shortcut+Shift+C",
                        () -> command(desk, chosen)),
                Command.of(TEXTS.get("copy.curl", what), () -> curl(desk, chosen)));
    }

    /// More of them, in the palette alone.
    public static List<Command> more(Desk desk, String what, Supplier<Optional<ShellCopy>> chosen) {
        return List.of(
                Command.of(TEXTS.get("copy.command", what), () -> command(desk, chosen)),
                Command.of(TEXTS.get("copy.curl", what), () -> curl(desk, chosen)));
    }

    private static void command(Desk desk, Supplier<Optional<ShellCopy>> chosen) {
        chosen.get().ifPresent(each -> copy(desk, each.command(desk.link().profile())));
    }

    private static void curl(Desk desk, Supplier<Optional<ShellCopy>> chosen) {
        chosen.get().ifPresent(each -> copy(desk, each.curl(desk.link().profile())));
    }

    private static void copy(Desk desk, String text) {
        Clip.put(text);
        desk.notices().done(TEXTS.get("copied"));
    }
}
