package dev.carillon.console.link;

import java.net.URI;

/// A cluster that the console knows.
///
/// @param name unique among the profiles
/// @param address of any of its nodes, such as `http://127.0.0.1:7180`
/// @param tint in which it is framed
/// @param production whether destructive actions on many things want its name typed
public record Profile(String name, URI address, String token, Tint tint, boolean production) {
    /// Colours that can be told apart.
    public enum Tint {
        BLUE,
        GREEN,
        AMBER,
        RED,
        VIOLET
    }

    @Override
    public String toString() {
        // Without the token: it ends up in logs.
        return name + " at " + address;
    }
}
