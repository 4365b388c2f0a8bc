package dev.carillon.engine.executor.http;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/// Keeps HTTP jobs away from addresses that are the machine's or its provider's own.
final class Addresses {
    private Addresses() {}

    /// An address that may not be called; the message says why and what to do.
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    /// The address to call: looked up once, checked, and to be connected to as it is.
    ///
    /// @param allow hosts, hosts with port, or CIDR blocks that may be called all the same
    static InetAddress of(URI uri, List<String> allow) throws Refused {
        String host = uri.getHost();
        if (host == null || uri.getScheme() == null || !uri.getScheme().matches("https?")) {
            throw new Refused("\"" + uri + "\" is no http or https address");
        }
        InetAddress[] found;
        try {
            found = InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            throw new Refused("the host " + host + " is not known");
        }
        boolean named = allow.contains(host) || allow.contains(host + ":" + port(uri));
        for (var address : found) {
            if (!named
                    && isOwn(address)
                    && allow.stream().noneMatch(each -> holds(each, address))) {
                throw new Refused(
                        host
                                + " is "
                                + address.getHostAddress()
                                + ", an address of the machine itself or its network; add it to the task's \"allow\" to call it");
            }
        }
        return found[0];
    }

    /// The port that is called.
    static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
    }

    private static boolean isOwn(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isMulticastAddress();
    }

    /// Whether a block such as `127.0.0.0/8` holds the address; false for what is no block.
    static boolean holds(String block, InetAddress address) {
        String[] parts = block.split("/", 2);
        if (parts.length < 2 || !parts[1].matches("\\d{1,3}")) {
            return false;
        }
        byte[] base;
        try {
            base = InetAddress.ofLiteral(parts[0]).getAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
        byte[] bytes = address.getAddress();
        int bits = Integer.parseInt(parts[1]);
        if (base.length != bytes.length || bits > 8 * base.length) {
            return false;
        }
        int whole = bits / 8;
        int mask = 0xFF00 >> bits % 8 & 0xFF;
        return Arrays.equals(base, 0, whole, bytes, 0, whole)
                && (mask == 0 || (base[whole] & mask) == (bytes[whole] & mask));
    }
}
