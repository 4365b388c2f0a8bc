package dev.carillon.api;

/// What went wrong, and whose fault it is. The name is the `code` of a problem answer.
public enum ErrorCode {
    MALFORMED_REQUEST(Fault.CALLER, 400),
    UNAUTHENTICATED(Fault.CALLER, 401),
    FORBIDDEN(Fault.CALLER, 403),
    NOT_FOUND(Fault.CALLER, 404),
    METHOD_NOT_ALLOWED(Fault.CALLER, 405),
    CONFLICT(Fault.CONFLICT, 409),
    IDEMPOTENCY_KEY_REUSED(Fault.CONFLICT, 409),
    JOB_BUSY(Fault.CONFLICT, 409),
    CHANGED_MEANWHILE(Fault.CONFLICT, 412),
    BODY_TOO_LARGE(Fault.CALLER, 413),
    UNSUPPORTED_MEDIA_TYPE(Fault.CALLER, 415),
    MISDIRECTED(Fault.CALLER, 421),
    INVALID_DEFINITION(Fault.CALLER, 422),
    INVALID_PARAMETER(Fault.CALLER, 422),
    QUOTA_EXCEEDED(Fault.CALLER, 429),
    BUG(Fault.OURS, 500),
    UNAVAILABLE(Fault.TEMPORARY, 503),
    STORAGE_FULL(Fault.TEMPORARY, 507);

    private final Fault fault;
    private final int status;

    ErrorCode(Fault fault, int status) {
        this.fault = fault;
        this.status = status;
    }

    public Fault fault() {
        return fault;
    }

    /// The HTTP status it is answered with.
    public int status() {
        return status;
    }

    /// Who has to change something: the caller, nobody (repeat after reading anew), nobody (repeat
    /// later), or us.
    public enum Fault {
        CALLER,
        CONFLICT,
        TEMPORARY,
        OURS
    }
}
