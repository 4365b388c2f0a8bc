package dev.carillon.console;

import dev.carillon.api.CarillonException;
import dev.carillon.console.frame.Notices;

import java.util.ArrayList;
import java.util.List;

/// Keeps what a person is told.
public final class NoticesKept implements Notices {
    /// Each with `done: ` or `failed: ` in front.
    public final List<String> told = new ArrayList<>();

    private Runnable undo = () -> {};

    @Override
    public void done(String text) {
        told.add("done: " + text);
    }

    @Override
    public void done(String text, String undo, Runnable action) {
        told.add("done: " + text);
        this.undo = action;
    }

    @Override
    public void failed(String what, CarillonException why) {
        told.add("failed: " + what + ": " + why.getMessage());
    }

    /// Takes the last way back that was offered.
    public void undo() {
        undo.run();
    }
}
