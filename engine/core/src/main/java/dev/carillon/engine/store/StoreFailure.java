package dev.carillon.engine.store;

import org.jspecify.annotations.Nullable;

/// Why a statement failed. It leaves a transaction only as the cause of a CarillonException.
public final class StoreFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    /// Whose fault it is.
    public enum Kind {
        /// A key that must be unique is there already.
        DUPLICATE,
        /// What was to be written is wrong; the database is well.
        DATA,
        /// The database cannot be reached or is not well.
        AWAY
    }

    public StoreFailure(Kind kind, @Nullable String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public StoreFailure(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /// Whether the error, or what caused it, is a failure of this kind.
    public static boolean is(Throwable error, Kind kind) {
        for (var each = error; each != null; each = each.getCause()) {
            if (each instanceof StoreFailure failure) {
                return failure.kind == kind;
            }
        }
        return false;
    }

    /// Whether a failed transaction is the fault of what was written and not of the database, so that
    /// a batch is worth splitting.
    public static boolean blamesTheData(Throwable error) {
        return !is(error, Kind.AWAY);
    }
}
