package dev.carillon.node;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.Json;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;

/// What went wrong in a command, told to the person who called it.
record Failure(Throwable cause) {
    /// Never a stack trace, except that `CARILLON_DEBUG` asks for it.
    ///
    /// @return the exit code
    int tell(PrintWriter err, boolean json) {
        if (json) {
            var problem = new LinkedHashMap<String, Object>();
            problem.put("code", code());
            problem.put("detail", message());
            err.println(Json.mapper().writeValueAsString(problem));
        } else {
            err.println("carillon: " + PlainText.of(message()));
        }
        if (System.getenv("CARILLON_DEBUG") != null) {
            cause.printStackTrace(err);
        }
        err.flush();
        return Exit.of(cause);
    }

    private String code() {
        return switch (cause) {
            case CarillonException refused -> refused.code().name();
            case WrongConfiguration _ -> "WRONG_CONFIGURATION";
            case IOException _ -> ErrorCode.MALFORMED_REQUEST.name();
            default -> ErrorCode.BUG.name();
        };
    }

    String message() {
        return switch (cause) {
            case CarillonException refused when refused.code() == ErrorCode.BUG ->
                    refused.getMessage()
                            + ". If the node is of another version than this command line ("
                            + NodeMain.VERSION
                            + "), use the command line of that version.";
            case CarillonException refused
                    when refused.code() == ErrorCode.UNAUTHENTICATED
                            && refused.getCause() == null
                            && String.valueOf(refused.getMessage()).startsWith("Send ") ->
                    "the node does not accept this token; name the file of the right one, the node's admin.token, with --token-file or CARILLON_TOKEN_FILE";
            case CarillonException refused -> String.valueOf(refused.getMessage());
            case WrongConfiguration wrong -> String.valueOf(wrong.getMessage());
            case IOException file -> DataFolder.reason(file);
            default ->
                    "this is a fault of Carillon: "
                            + cause
                            + ". Set CARILLON_DEBUG=1 to see where, and please report it.";
        };
    }
}
