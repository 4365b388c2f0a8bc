package dev.carillon.engine.http;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.auth.IssuedTokens;
import dev.carillon.engine.auth.Permit;
import dev.carillon.engine.auth.SignIns;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;

/// Refuses requests that were sent to another host, come from a page of another site, or bear no
/// valid token. The first two keep web pages away that a browser on this machine shows: a name that
/// somebody made to point here is not one of ours.
///
/// @param port the port we listen on, known only after the start
record Gate(ApiConfig config, IntSupplier port, SignIns signIns) {
    private static final String BEARER = "bearer ";

    Permit check(ServerRequest request, boolean open) {
        String authority = checkHost(request);
        checkOrigin(request, authority);
        return open
                ? Permit.NONE
                : signIns.permit(address(request.remotePeer().address()), token(request));
    }

    private String checkHost(ServerRequest request) {
        List<String> hosts = request.headers().all(HeaderNames.HOST, List::of);
        if (hosts.size() != 1 || !ours(hosts.getFirst(), address(request.localPeer().address()))) {
            throw new CarillonException(
                    ErrorCode.MISDIRECTED,
                    "The request is for host "
                            + Call.cut(String.join(", ", hosts))
                            + ", this node answers at "
                            + config.host()
                            + ":"
                            + port.getAsInt()
                            + "; another name or port of it is to be told by api.advertise");
        }
        return hosts.getFirst();
    }

    private boolean ours(String authority, InetAddress reached) {
        int colon = authority.lastIndexOf(':');
        boolean named = colon > authority.lastIndexOf(']');
        String name = named ? authority.substring(0, colon) : authority;
        String bare =
                name.startsWith("[") && name.endsWith("]")
                        ? name.substring(1, name.length() - 1)
                        : name;
        return oursByPort(
                        named
                                ? authority.substring(colon + 1)
                                : Integer.toString(config.usualPort()))
                && oursByName(bare, reached);
    }

    private boolean oursByPort(String text) {
        var tls = config.tls();
        return text.equals(Integer.toString(port.getAsInt()))
                || tls != null && tls.ports().stream().anyMatch(each -> text.equals(each + ""));
    }

    private boolean oursByName(String name, InetAddress reached) {
        var tls = config.tls();
        return name.equalsIgnoreCase(config.host())
                || ApiConfig.loopback(name)
                || tls != null
                        && (tls.names().contains(name.toLowerCase(Locale.ROOT))
                                || reached.equals(ApiConfig.literal(name)));
    }

    private static InetAddress address(SocketAddress of) {
        return ((InetSocketAddress) of).getAddress();
    }

    private void checkOrigin(ServerRequest request, String authority) {
        for (String origin : request.headers().all(HeaderNames.ORIGIN, List::of)) {
            if (!origin.equalsIgnoreCase(config.scheme() + "://" + authority)) {
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
