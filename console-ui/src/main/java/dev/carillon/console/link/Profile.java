package dev.carillon.console.link;

import dev.carillon.api.trust.Fingerprint;
import dev.carillon.api.trust.Trust;

import org.jspecify.annotations.Nullable;

import java.net.URI;

/// A cluster that the console knows.
///
/// @param name unique among the profiles
/// @param address of any of its nodes, such as `https://node1.example.org:7180`
/// @param tint in which it is framed
/// @param production whether destructive actions on many things want its name typed
/// @param fingerprint of the one authority that its nodes are believed by, null for those that this machine trusts
public record Profile(
        String name,
        URI address,
        String token,
        Tint tint,
        boolean production,
        @Nullable String fingerprint) {
    /// One that is believed by the authorities of this machine, where it speaks https.
    public Profile(String name, URI address, String token, Tint tint, boolean production) {
        this(name, address, token, tint, production, null);
    }

    /// The same, believed by an authority.
    public Profile trusting(Fingerprint authority) {
        return new Profile(name, address, token, tint, production, authority.toString());
    }

    /// By what its nodes are believed.
    public Trust trust() {
        return fingerprint == null ? Trust.SYSTEM : Trust.pinned(Fingerprint.parse(fingerprint));
    }

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
