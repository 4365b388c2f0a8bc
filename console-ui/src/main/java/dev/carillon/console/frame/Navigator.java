package dev.carillon.console.frame;

/// Goes to another place of the same cluster. Screens and their models get it; on the screen's thread.
public interface Navigator {
    void go(Place place);

    /// Where one was before.
    void back();
}
