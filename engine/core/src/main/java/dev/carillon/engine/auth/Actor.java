package dev.carillon.engine.auth;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.Role;

import java.util.function.Supplier;

/// Who does what is being done: the bearer of a token, or the program that has the engine in it.
public record Actor(String name, Role role) {
    /// The bearer of the token in the node's own file.
    public static final Actor ADMIN = new Actor("admin", Role.ADMIN);

    /// Who calls the engine in its process.
    public static final Actor EMBEDDED = new Actor("embedded", Role.ADMIN);

    /// The engine itself.
    public static final Actor CARILLON = new Actor("carillon", Role.ADMIN);

    private static final ScopedValue<Actor> CURRENT = ScopedValue.newInstance();

    /// Who asked for what this thread does.
    public static Actor current() {
        return CURRENT.orElse(EMBEDDED);
    }

    /// Does something in the name of this one, on this thread.
    public <T> T does(Supplier<T> work) {
        return ScopedValue.where(CURRENT, this).call(work::get);
    }

    /// @param what is asked for, which begins the sentence, such as `A change of limits without an end`
    /// @throws CarillonException FORBIDDEN when this one has a lesser role
    public void require(Role least, String what) {
        if (!role.includes(least)) {
            throw new CarillonException(
                    ErrorCode.FORBIDDEN,
                    what
                            + " needs the role "
                            + least.word()
                            + ", and token "
                            + name
                            + " has the role "
                            + role.word()
                            + "; an admin makes other tokens: carillon token create NAME --role "
                            + least.word());
        }
    }
}
