package dev.carillon.engine.http;

import dev.carillon.api.Carillon;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.auth.Tokens;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/// The HTTP server of a node, on virtual threads. Before a route is looked up, the Host and Origin
/// headers are checked, so a page in a browser cannot talk to it; then the token, so without one
/// nothing can be learned but that the node is healthy.
public final class ApiServer implements AutoCloseable {
    private final WebServer server;
    private final Tokens tokens;
    private final List<Route> routes;

    private ApiServer(ApiConfig config, Carillon carillon, Tokens tokens) {
        this.tokens = tokens;
        this.routes = new Routes(carillon).all();
        server =
                WebServer.builder()
                        .host(config.host())
                        .port(config.port())
                        .shutdownHook(false)
                        .routing(routing -> routing.any(this::handle))
                        .build();
    }

    /// @throws CarillonException UNAVAILABLE when the port is taken
    public static ApiServer start(ApiConfig config, Carillon carillon, Tokens tokens) {
        var server = new ApiServer(config, carillon, tokens);
        try {
            server.server.start();
        } catch (UncheckedIOException | IllegalStateException e) {
            throw new CarillonException(
                    ErrorCode.UNAVAILABLE,
                    "cannot listen on " + config.host() + ":" + config.port()
                            + "; is the port in use by another program? " + e.getMessage(),
                    e);
        }
        return server;
    }

    public int port() {
        return server.port();
    }

    private void handle(ServerRequest request, ServerResponse response) {
        try {
            checkOrigin(request);
            String path = request.path().rawPath();
            var matching = routes.stream().filter(route -> route.path().matcher(path).matches()).toList();
            boolean open = matching.stream().anyMatch(Route::open);
            if (!open && !authenticated(request)) {
                response.header("WWW-Authenticate", "Bearer");
                throw new CarillonException(
                        ErrorCode.UNAUTHENTICATED,
                        "send the token of this node as \"Authorization: Bearer …\"; it is in admin.token in its data folder");
            }
            String method = request.prologue().method().text();
            var route = matching.stream().filter(each -> each.method().equals(method)).findFirst();
            if (route.isEmpty()) {
                throw matching.isEmpty()
                        ? new CarillonException(ErrorCode.NOT_FOUND, "there is nothing at " + path)
                        : new CarillonException(ErrorCode.METHOD_NOT_ALLOWED, path + " does not take " + method);
            }
            var matcher = route.get().path().matcher(path);
            matcher.matches();
            route.get().handler().handle(new Exchange(request, response, matcher.toMatchResult()));
        } catch (Exception e) {
            Problems.answer(response, e);
        }
    }

    private boolean authenticated(ServerRequest request) {
        Optional<String> header = request.headers().first(HeaderNames.AUTHORIZATION);
        return header.filter(value -> value.startsWith("Bearer "))
                .map(value -> value.substring("Bearer ".length()))
                .filter(tokens::accepts)
                .isPresent();
    }

    private void checkOrigin(ServerRequest request) {
        String host = request.headers().first(HeaderNames.HOST).orElse("");
        if (!isOwn(host)) {
            throw new CarillonException(ErrorCode.MISDIRECTED, "this node is not \"" + host + "\"");
        }
        var origin = request.headers().first(HeaderNames.ORIGIN);
        if (origin.isPresent() && !isOwn(origin.get().replaceFirst("^http://", ""))) {
            throw new CarillonException(ErrorCode.FORBIDDEN, "pages of " + origin.get() + " may not call this node");
        }
    }

    private boolean isOwn(String host) {
        String port = ":" + port();
        return List.of("127.0.0.1" + port, "localhost" + port, "[::1]" + port).contains(host);
    }

    @Override
    public void close() {
        server.stop();
    }
}
