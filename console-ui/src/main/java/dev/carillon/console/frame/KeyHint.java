package dev.carillon.console.frame;

import dev.carillon.console.words.Texts;

import java.util.List;
import java.util.stream.Stream;

/// What keys do in a part of a screen while that has the keyboard; told with the keys of the screen.
///
/// @param keys as people read them, such as `Shift+arrows`
public record KeyHint(String keys, String text) {
    /// Those of a screen.
    ///
    /// @param names of the texts of the keys; what they do has the same name with `.text` behind it
    public static List<KeyHint> of(Texts texts, String... names) {
        return Stream.of(names)
                .map(name -> new KeyHint(texts.get(name), texts.get(name + ".text")))
                .toList();
    }
}
