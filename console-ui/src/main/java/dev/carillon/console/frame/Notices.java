package dev.carillon.console.frame;

import dev.carillon.api.CarillonException;

/// Tells the person what happened, briefly, over the screen. On the screen's thread.
public interface Notices {
    void done(String text);

    /// With a way back, which is offered for some seconds.
    void done(String text, String undo, Runnable action);

    /// What failed, and why in the words of the error.
    ///
    /// @param what such as "The run was not cancelled"
    void failed(String what, CarillonException why);
}
