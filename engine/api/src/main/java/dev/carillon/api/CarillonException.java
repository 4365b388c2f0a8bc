package dev.carillon.api;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/// An error with a code that says whose fault it is. The message is a sentence for the person who
/// gets it: what, where, what to do.
public final class CarillonException extends RuntimeException {
    private final ErrorCode code;
    private final @Nullable String request;

    public CarillonException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public CarillonException(ErrorCode code, String message, @Nullable Throwable cause) {
        this(code, message, cause, null);
    }

    /// @param request what was asked of a node, such as `POST https://node:7180/api/v1/runs/42:cancel`
    public CarillonException(
            ErrorCode code, String message, @Nullable Throwable cause, @Nullable String request) {
        super(message, cause);
        this.code = code;
        this.request = request;
    }

    /// The sentence, which is always there.
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    public ErrorCode code() {
        return code;
    }

    /// What was asked of a node, without its headers and its body, which may have secrets; null when none was asked.
    public @Nullable String request() {
        return request;
    }
}
