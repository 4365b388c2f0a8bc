package dev.carillon.engine.http;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.Json;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The only place where an error becomes an answer: problem+json with the code, and whose fault it is.
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private Problems() {}

    static void answer(ServerResponse response, Throwable error) {
        if (error instanceof CarillonException known) {
            send(response, known.code(), String.valueOf(known.getMessage()));
            return;
        }
        String id = UUID.randomUUID().toString();
        LOG.error("a request failed, error {}", id, error);
        send(response, ErrorCode.BUG, "an error in Carillon; the node's log has it as error " + id);
    }

    private static void send(ServerResponse response, ErrorCode code, String detail) {
        if (response.isSent()) {
            return;
        }
        var problem = new LinkedHashMap<String, Object>();
        String title = code.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        problem.put("type", "urn:carillon:error:" + code.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        problem.put("title", title);
        problem.put("status", code.status());
        problem.put("detail", detail);
        problem.put("code", code.name());
        problem.put("fault", code.fault().name());
        response.status(Status.create(code.status()));
        response.header("Content-Type", "application/problem+json");
        if (code == ErrorCode.UNAVAILABLE) {
            response.header("Retry-After", "1");
        }
        response.send(Json.mapper().writeValueAsBytes(problem));
    }
}
