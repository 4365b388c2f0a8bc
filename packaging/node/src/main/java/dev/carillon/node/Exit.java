package dev.carillon.node;

import dev.carillon.api.CarillonException;
import dev.carillon.api.RunState;

/// The exit codes of the command line. Scripts rely on them; a number never changes its meaning.
final class Exit {
    static final int OK = 0;
    static final int RUN_FAILED = 1;
    static final int USAGE = 2;
    static final int NOT_FOUND = 3;
    static final int CONFLICT = 4;
    static final int UNREACHABLE = 5;

    /// `EX_CONFIG` of sysexits.h.
    static final int WRONG_CONFIGURATION = 78;

    private Exit() {}

    static int of(Throwable failure) {
        return switch (failure) {
            case WrongConfiguration _ -> WRONG_CONFIGURATION;
            case CarillonException refused -> of(refused);
            default -> RUN_FAILED;
        };
    }

    /// What `--wait` ends with.
    static int of(RunState state) {
        return state == RunState.SUCCEEDED ? OK : RUN_FAILED;
    }

    private static int of(CarillonException refused) {
        return switch (refused.code()) {
            case NOT_FOUND -> NOT_FOUND;
            case CONFLICT, IDEMPOTENCY_KEY_REUSED, JOB_BUSY, CHANGED_MEANWHILE -> CONFLICT;
            case UNAVAILABLE -> UNREACHABLE;
            case BUG, STORAGE_FULL, QUOTA_EXCEEDED -> RUN_FAILED;
            case MALFORMED_REQUEST,
                    UNAUTHENTICATED,
                    FORBIDDEN,
                    METHOD_NOT_ALLOWED,
                    BODY_TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    MISDIRECTED,
                    INVALID_DEFINITION,
                    INVALID_PARAMETER ->
                    USAGE;
        };
    }
}
