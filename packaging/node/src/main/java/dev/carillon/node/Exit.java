package dev.carillon.node;

import dev.carillon.api.CarillonException;
import dev.carillon.api.RunState;
import dev.carillon.engine.store.jdbc.NewerSchema;

import java.util.LinkedHashMap;
import java.util.Map;

/// The exit codes of the command line. Scripts rely on them; a number never changes its meaning.
final class Exit {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int NOT_FOUND = 3;
    static final int CONFLICT = 4;
    static final int UNREACHABLE = 5;
    static final int REFUSED = 6;

    /// `EX_UNAVAILABLE` of sysexits.h.
    static final int NO_CONSOLE = 69;

    /// `EX_SOFTWARE` of sysexits.h.
    static final int BUG = 70;

    /// `EX_CONFIG` of sysexits.h.
    static final int WRONG_CONFIGURATION = 78;

    /// 128 and the number of INT, as shells count.
    static final int INTERRUPTED = 130;

    /// 128 and the number of PIPE.
    static final int BROKEN_PIPE = 141;

    private Exit() {}

    /// The list that `--help` shows.
    static Map<String, String> described() {
        var codes = new LinkedHashMap<String, String>();
        codes.put(" " + OK, "done");
        codes.put(
                " " + FAILED,
                "a run failed (run --wait, demo), a check did (doctor), the demo's console did, or runs are left (drain)");
        codes.put(" " + USAGE, "the command, a definition or a parameter is wrong");
        codes.put(
                " " + NOT_FOUND,
                "there is no such job, run, queue, calendar, node, token, change or file");
        codes.put(" " + CONFLICT, "refused in this state, or changed meanwhile");
        codes.put(" " + UNREACHABLE, "no node answers, or it cannot work now; repeat later");
        codes.put(
                " " + REFUSED,
                "the token is wrong or does not allow this, or the node's certificate is not trusted");
        codes.put(" " + NO_CONSOLE, "the console is not installed, or there is no display for it");
        codes.put(" " + BUG, "a fault of Carillon");
        codes.put(" " + WRONG_CONFIGURATION, "a node cannot start as it is configured");
        codes.put(" " + INTERRUPTED, "ended before it was done, by Ctrl+C or by the answer no");
        codes.put(" " + BROKEN_PIPE, "nobody reads the output any more");
        return codes;
    }

    static int of(Throwable failure) {
        return switch (failure) {
            case WrongConfiguration _ -> WRONG_CONFIGURATION;
            case CarillonException older when older.getCause() instanceof NewerSchema ->
                    WRONG_CONFIGURATION;
            case CarillonException refused -> of(refused);
            case java.nio.file.NoSuchFileException _ -> NOT_FOUND;
            case java.io.IOException _ -> USAGE;
            default -> BUG;
        };
    }

    /// What `--wait` ends with.
    static int of(RunState state) {
        return state == RunState.SUCCEEDED ? OK : FAILED;
    }

    private static int of(CarillonException refused) {
        return switch (refused.code()) {
            case NOT_FOUND -> NOT_FOUND;
            case CONFLICT, IDEMPOTENCY_KEY_REUSED, JOB_BUSY, CHANGED_MEANWHILE -> CONFLICT;
            case UNAVAILABLE, STORAGE_FULL -> UNREACHABLE;
            case UNAUTHENTICATED, FORBIDDEN -> REFUSED;
            case BUG -> BUG;
            case MALFORMED_REQUEST,
                    METHOD_NOT_ALLOWED,
                    BODY_TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    MISDIRECTED,
                    INVALID_DEFINITION,
                    INVALID_PARAMETER,
                    QUOTA_EXCEEDED ->
                    USAGE;
        };
    }
}
