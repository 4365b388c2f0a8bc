package dev.carillon.console.frame;

/// What keys do in a part of a screen while that has the keyboard; told with the keys of the screen.
///
/// @param keys as people read them, such as `Shift+arrows`
public record KeyHint(String keys, String text) {}
