package dev.carillon.engine.http;

import dev.carillon.api.Carillon;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.auth.SignIns;
import dev.carillon.engine.auth.Tokens;
import dev.carillon.engine.service.Clocks;

import io.helidon.common.socket.SocketOptions;
import io.helidon.common.tls.Tls;
import io.helidon.http.DirectHandler;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// The HTTP server of a node, over TLS where its configuration has a certificate. Each request has a virtual thread of its own.
public final class ApiServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);

    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private final EventRoutes events;
    private final LogFollower follower;
    private final RouteTable table;
    private final WebServer server;

    private ApiServer(ApiConfig config, Carillon carillon, Tokens tokens) {
        events = new EventRoutes(carillon);
        follower = new LogFollower(carillon);
        table = table(carillon, events, follower);
        var signIns = new SignIns(tokens, Clocks.SYSTEM.nanos());
        Dispatcher dispatcher = new Dispatcher(new Gate(config, this::port, signIns), table);
        var builder =
                WebServer.builder()
                        .host(config.host())
                        .port(config.port())
                        .shutdownHook(false)
                        // Otherwise the end of a longer answer waits until the client has
                        // acknowledged what came before, which clients put off for 40 ms.
                        .connectionOptions(options -> options.tcpNoDelay(true))
                        .shutdownGracePeriod(Duration.ofSeconds(2))
                        .maxPayloadSize(Call.BULK_LIMIT)
                        .directHandlers(problems())
                        .routing(routing -> routing.any(dispatcher));
        var tls = config.tls();
        if (tls != null) {
            builder.tls(
                    Tls.builder().sslContext(tls.context()).enabledProtocols(PROTOCOLS).build());
        }
        server = builder.build();
    }

    /// Starts to listen; returns when requests are answered.
    ///
    /// @throws CarillonException UNAVAILABLE when the port is taken
    public static ApiServer start(ApiConfig config, Carillon carillon, Tokens tokens) {
        ApiServer api = new ApiServer(config, carillon, tokens);
        try {
            api.server.start();
        } catch (RuntimeException e) {
            throw new CarillonException(
                    ErrorCode.UNAVAILABLE,
                    "The API cannot listen on "
                            + config.host()
                            + ":"
                            + config.port()
                            + "; is another node running there?",
                    e);
        }
        LOG.info(
                "The API answers at {}:{}{}",
                config.host(),
                api.port(),
                config.tls() == null ? "" : " over TLS");
        return api;
    }

    /// The port it listens on.
    public int port() {
        return server.port();
    }

    /// Ends all streams, lets requests finish for two seconds, and stops.
    @Override
    public void close() {
        events.close();
        follower.close();
        server.stop();
    }

    List<Route> routes() {
        return table.routes();
    }

    /// How connections of clients are set up.
    SocketOptions connections() {
        return server.prototype().connectionOptions();
    }

    private static RouteTable table(Carillon carillon, EventRoutes events, LogFollower follower) {
        return new RouteTable(
                Stream.of(
                                new JobRoutes(carillon).routes(),
                                new RunRoutes(carillon, follower).routes(),
                                new FailureRoutes(carillon).routes(),
                                new BulkRoutes(carillon).routes(),
                                new ForecastRoutes(carillon).routes(),
                                new NodeRoutes(carillon).routes(),
                                new QueueRoutes(carillon).routes(),
                                new CalendarRoutes(carillon).routes(),
                                new TokenRoutes(carillon).routes(),
                                new ChangeRoutes(carillon).routes(),
                                events.routes(),
                                DocumentRoutes.routes())
                        .flatMap(List::stream)
                        .toList());
    }

    private static DirectHandlers problems() {
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
            handlers.addHandler(
                    type,
                    (request, event, status, headers, message) ->
                            Problems.transport(
                                    isUnread(request) ? Status.BAD_REQUEST_400 : status,
                                    headers,
                                    message));
        }
        return handlers.build();
    }

    /// Whether the web server stumbled before it knew what is asked for: that cannot be a bug of ours.
    private static boolean isUnread(DirectHandler.TransportRequest request) {
        return request.path().isEmpty();
    }
}
