package dev.carillon.engine.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/// Takes every request: through the gate, to its route, and the answer back.
record Dispatcher(Gate gate, RouteTable table) implements Handler {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header(HeaderNames.create("X-Content-Type-Options"), "nosniff");
        switch (answer(request)) {
            case Answer.Whole whole -> send(whole, response);
            case Answer.Stream stream -> send(stream, request, response);
        }
    }

    private Answer answer(ServerRequest request) {
        try {
            String method = request.prologue().method().text();
            String path = request.path().path();
            Optional<RouteTable.Match> found = table.find(method, path);
            gate.check(request, found.map(match -> match.route().open()).orElse(false));
            if (found.isEmpty()) {
                return table.refusal(method, path);
            }
            Route route = found.get().route();
            return route.handler()
                    .answer(new Call(request, found.get().variables(), route.query()));
        } catch (RuntimeException e) {
            return Problems.answer(e);
        }
    }

    private static void send(Answer.Whole answer, ServerResponse response) {
        response.status(answer.status());
        for (Map.Entry<String, String> header : answer.headers().entrySet()) {
            response.header(header.getKey(), header.getValue());
        }
        if (answer.status() == 204) {
            response.send();
            return;
        }
        response.header(HeaderNames.CONTENT_TYPE, answer.contentType());
        response.send(answer.body());
    }

    private static void send(Answer.Stream answer, ServerRequest request, ServerResponse response) {
        response.header(HeaderNames.CONTENT_TYPE, answer.contentType());
        response.header(HeaderNames.CONNECTION, "close");
        try (OutputStream out = response.outputStream()) {
            answer.body().writeTo(out);
        } catch (IOException | UncheckedIOException | ServerConnectionException e) {
            LOG.debug("The reader of {} left", request.path().path(), e);
        }
    }
}
