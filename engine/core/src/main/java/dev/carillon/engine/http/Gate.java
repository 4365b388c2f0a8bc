package dev.carillon.engine.http;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.auth.IssuedTokens;
import dev.carillon.engine.auth.Permit;
import dev.carillon.engine.auth.Tokens;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;

import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;

/// Refuses requests that were sent to another host, come from a page of another site, or bear no
/// valid token. The first two keep web pages away that a browser on this machine shows.
///
/// @param port the port we listen on, known only after the start
record Gate(String host, IntSupplier port, Tokens tokens) {
    private static final String BEARER = "bearer ";

    Permit check(ServerRequest request, boolean open) {
        String authority = checkHost(request);
        checkOrigin(request, authority);
        return open ? Permit.NONE : tokens.permit(token(request));
    }

    private String checkHost(ServerRequest request) {
        List<String> hosts = request.headers().all(HeaderNames.HOST, List::of);
        if (hosts.size() != 1 || !ours(hosts.getFirst())) {
            throw new CarillonException(
                    ErrorCode.MISDIRECTED,
                    "The request is for host "
                            + Call.cut(String.join(", ", hosts))
                            + ", this node answers at "
                            + host
                            + ":"
                            + port.getAsInt());
        }
        return hosts.getFirst();
    }

    private boolean ours(String authority) {
        int colon = authority.lastIndexOf(':');
        String suffix = ":" + port.getAsInt();
        if (colon < 0 || !authority.substring(colon).equals(suffix)) {
            return false;
        }
        String name = authority.substring(0, colon);
        String bare =
                name.startsWith("[") && name.endsWith("]")
                        ? name.substring(1, name.length() - 1)
                        : name;
        return bare.equalsIgnoreCase(host) || ApiConfig.loopback(bare);
    }

    private static void checkOrigin(ServerRequest request, String authority) {
        for (String origin : request.headers().all(HeaderNames.ORIGIN, List::of)) {
            if (!origin.equalsIgnoreCase("http://" + authority)) {
                throw new CarillonException(
                        ErrorCode.FORBIDDEN,
                        "Pages of "
                                + Call.cut(origin)
                                + " may not use this API; it has no cross-origin access");
            }
        }
    }

    private static String token(ServerRequest request) {
        List<String> all = request.headers().all(HeaderNames.AUTHORIZATION, List::of);
        String given = all.size() == 1 ? all.getFirst() : "";
        if (!given.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            throw IssuedTokens.unknown();
        }
        return given.substring(BEARER.length()).strip();
    }
}
