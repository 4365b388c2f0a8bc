package dev.carillon.engine.http;

import dev.carillon.api.CarillonException;
import dev.carillon.engine.auth.Permit;

import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.CloseConnectionException;
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
            case Answer.Whole whole -> send(whole, isHead(request), response);
            case Answer.Stream stream -> send(stream, request, response);
        }
    }

    private static boolean isHead(ServerRequest request) {
        return request.prologue().method() == Method.HEAD;
    }

    private Answer answer(ServerRequest request) {
        try {
            String method = request.prologue().method().text();
            String path = request.path().path();
            Optional<RouteTable.Match> found = table.find(method, path);
            Permit permit =
                    gate.check(request, found.map(match -> match.route().open()).orElse(false));
            return found.map(match -> answer(request, match, permit))
                    .orElseGet(() -> table.refusal(method, path));
        } catch (RuntimeException e) {
            return Problems.answer(e);
        }
    }

    private static Answer answer(ServerRequest request, RouteTable.Match match, Permit permit) {
        Route route = match.route();
        if (!route.open()) {
            permit.actor().require(route.role(), "This");
        }
        Call call = new Call(request, match.variables(), route.query(), permit);
        try {
            return permit.actor().does(() -> route.handler().answer(call));
        } catch (RuntimeException e) {
            Answer.Whole problem = Problems.answer(e);
            return call.isBroken() ? problem.with("Connection", "close") : problem;
        }
    }

    private static void send(Answer.Whole answer, boolean head, ServerResponse response) {
        response.status(answer.status());
        for (Map.Entry<String, String> header : answer.headers().entrySet()) {
            response.header(header.getKey(), header.getValue());
        }
        if (answer.status() == 204 || head) {
            // What follows a HEAD would be taken for the next answer.
            response.send();
            return;
        }
        response.header(HeaderNames.CONTENT_TYPE, answer.contentType());
        response.send(answer.body());
    }

    private static void send(Answer.Stream answer, ServerRequest request, ServerResponse response) {
        response.header(HeaderNames.CONTENT_TYPE, answer.contentType());
        response.header(HeaderNames.CONNECTION, "close");
        try {
            OutputStream out = response.outputStream();
            answer.body().writeTo(out);
            out.close();
        } catch (IOException | UncheckedIOException | ServerConnectionException e) {
            LOG.debug("The reader of {} left", request.path().path(), e);
        } catch (CarillonException e) {
            // Not closed properly, so that the reader does not take the part for the whole.
            LOG.warn("The stream {} is cut off", request.path().path(), e);
            throw new CloseConnectionException("an error in the middle of a stream", e);
        }
    }
}
