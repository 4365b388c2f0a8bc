package dev.carillon.console.frame;

import dev.carillon.api.CarillonException;
import dev.carillon.console.link.Memory;
import dev.carillon.console.words.Texts;

import java.util.HashMap;
import java.util.Map;

/// What a person chose last on a screen of a cluster, such as a filter, kept from one start to the next.
public final class LastChoices {
    private static final Texts TEXTS = Texts.of(LastChoices.class);
    private final Memory memory;
    private final Notices notices;
    private final String screen;
    private final String cluster;
    private final Map<String, String> given = new HashMap<>();

    /// @param screen its name, such as `tonight`
    public LastChoices(Memory memory, Notices notices, String screen, String cluster) {
        this.memory = memory;
        this.notices = notices;
        this.screen = screen;
        this.cluster = cluster;
    }

    /// @return empty when nothing was kept
    public String recall(String what) {
        return memory.recall(key(what)).orElse("");
    }

    /// What a link or the screen itself wrote, not the person: it is not kept for as long as it stays so.
    public void given(String what, String text) {
        given.put(what, text);
    }

    /// Keeps it unless it was [#given]; one that the disk does not take holds until the console ends, and that is said.
    public void keep(String what, String text) {
        if (text.equals(given.get(what))) {
            return;
        }
        given.remove(what);
        if (text.equals(recall(what))) {
            return;
        }
        try {
            memory.remember(key(what), text);
        } catch (CarillonException e) {
            notices.failed(TEXTS.get("not.kept"), e);
        }
    }

    private String key(String what) {
        return "last." + screen + "." + what + "." + cluster;
    }
}
