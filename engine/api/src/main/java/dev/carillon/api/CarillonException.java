package dev.carillon.api;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/// An error with a code that says whose fault it is. The message is a sentence for the person who
/// gets it: what, where, what to do.
public final class CarillonException extends RuntimeException {
    private final ErrorCode code;

    public CarillonException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public CarillonException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /// The sentence, which is always there.
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    public ErrorCode code() {
        return code;
    }
}
