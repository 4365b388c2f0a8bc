package dev.carillon.api;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A part of a list.
///
/// @param cursor what to ask for the next part with, null at the end
public record Page<T>(List<T> items, @Nullable String cursor) {
    public Page {
        items = List.copyOf(items);
    }
}
