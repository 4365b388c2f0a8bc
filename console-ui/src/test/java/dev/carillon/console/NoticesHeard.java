package dev.carillon.console;

import dev.carillon.api.CarillonException;
import dev.carillon.console.frame.Notices;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Notices as a test hears them.
public final class NoticesHeard implements Notices {
    private final List<String> texts = new ArrayList<>();
    private @Nullable Runnable undo;

    @Override
    public void done(String text) {
        texts.add(text);
    }

    @Override
    public void done(String text, String undo, Runnable action) {
        texts.add(text);
        this.undo = action;
    }

    @Override
    public void failed(String what, CarillonException why) {
        texts.add(what + ": " + why.getMessage());
    }

    public List<String> texts() {
        return texts;
    }

    /// Does what the last notice with a way back offered.
    public void undo() {
        if (undo == null) {
            throw new AssertionError("nothing can be undone after " + texts);
        }
        undo.run();
    }
}
