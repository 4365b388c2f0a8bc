package dev.carillon.console.frame;

import javafx.scene.layout.Region;

import java.util.List;

/// One screen of a cluster. It is made when it is first gone to, and kept.
public interface Screen {
    Region region();

    /// It is gone to.
    ///
    /// @param place one of those that it was registered for
    void show(Place place);

    /// Where one is by now: what was gone to, with what was searched for since.
    default Place at(Place gone) {
        return gone;
    }

    /// Another one is gone to: nothing is asked for until [#show].
    void hide();

    /// What can be done here now; in the palette, and by its keys.
    List<Command> commands();

    /// What keys do in parts of it, such as in a picture.
    default List<KeyHint> hints() {
        return List.of();
    }

    /// Puts the keyboard where one wants it first.
    default void focus() {
        region().requestFocus();
    }
}
