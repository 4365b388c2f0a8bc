package dev.carillon.engine.auth;

import dev.carillon.api.CarillonException;
import dev.carillon.api.Role;

import java.util.function.BooleanSupplier;

/// What a request may do by its token, and whether it still may while its answer goes on. Safe for several threads.
public final class Permit {
    /// Of requests that need no token.
    public static final Permit NONE = new Permit(new Actor("nobody", Role.VIEWER), () -> true);

    private final Actor actor;
    private final BooleanSupplier holds;

    /// @param holds asked often while an answer goes on; false when the token was revoked or expired
    public Permit(Actor actor, BooleanSupplier holds) {
        this.actor = actor;
        this.holds = holds;
    }

    public Actor actor() {
        return actor;
    }

    /// Whether the token is still good.
    ///
    /// @throws CarillonException UNAVAILABLE when nobody can tell, as the database does not answer
    public boolean holds() {
        return holds.getAsBoolean();
    }
}
