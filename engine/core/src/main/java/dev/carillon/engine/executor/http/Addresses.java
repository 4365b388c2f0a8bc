package dev.carillon.engine.executor.http;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Keeps HTTP jobs away from addresses that are the machine's or its provider's own.
final class Addresses {
    // Where providers answer questions about the machine, outside of link-local.
    private static final Set<InetAddress> METADATA =
            Set.of(
                    InetAddress.ofLiteral("100.100.100.200"),
                    InetAddress.ofLiteral("168.63.129.16"),
                    InetAddress.ofLiteral("192.0.0.192"),
                    InetAddress.ofLiteral("fd00:ec2::254"));

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
            var reason = refusal(address);
            if (reason.isPresent()
                    && !named
                    && allow.stream().noneMatch(each -> holds(each, address))) {
                throw new Refused(
                        host
                                + " is "
                                + address.getHostAddress()
                                + ", "
                                + reason.get()
                                + "; add it to the task's \"allow\" to call it");
            }
        }
        return found[0];
    }

    /// The port that is called.
    static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
    }

    /// Why the address may not be called unless a task allows it; empty when it may.
    static Optional<String> refusal(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (METADATA.contains(address)) {
            return Optional.of("an address of the provider's metadata");
        }
        if (address.isLinkLocalAddress()) {
            return Optional.of("a link-local address");
        }
        if (address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || bytes.length == 4 && bytes[0] == 0) {
            return Optional.of("an address of the machine itself");
        }
        if (address.isMulticastAddress() || bytes.length == 4 && (bytes[0] & 0xf0) == 0xf0) {
            return Optional.of("an address of no single machine");
        }
        return embedded(bytes).flatMap(Addresses::refusal);
    }

    // The IPv4 address inside an IPv6 one, as gateways take it out: mapped, compatible, translated
    // (SIIT, RFC 2765), NAT64 (RFC 6052 and 8215), 6to4 (RFC 3056).
    private static Optional<InetAddress> embedded(byte[] bytes) {
        if (bytes.length != 16) {
            return Optional.empty();
        }
        if (starts(bytes, 0x20, 0x02)) {
            return Optional.of(ipv4(bytes, 2));
        }
        boolean atTheEnd =
                starts(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
                        || starts(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff)
                        || starts(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0)
                        || starts(bytes, 0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0)
                        || starts(bytes, 0, 0x64, 0xff, 0x9b, 0, 1);
        return atTheEnd ? Optional.of(ipv4(bytes, 12)) : Optional.empty();
    }

    private static boolean starts(byte[] bytes, int... wanted) {
        for (int i = 0; i < wanted.length; i++) {
            if ((bytes[i] & 0xff) != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private static InetAddress ipv4(byte[] bytes, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
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
