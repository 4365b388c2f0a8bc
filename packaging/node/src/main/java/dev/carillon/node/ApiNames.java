package dev.carillon.node;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.node.ServerConfig.Api;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// What the API of a node is called, by its configuration and by what this machine is called now.
///
/// @param hostName of this machine, empty when it has none that a certificate can be for
/// @param addresses at which others may reach this machine, the most likely first
record ApiNames(Api api, Optional<HostName> hostName, List<InetAddress> addresses) {
    /// @param reachable whether others find this machine by it, as far as this machine knows
    record HostName(String text, boolean reachable) {}

    static ApiNames now(Api api) {
        var addresses = addressesNow();
        return new ApiNames(api, hostNameNow(addresses), addresses);
    }

    private static List<InetAddress> addressesNow() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(ApiNames::isUp)
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(each -> !each.isLoopbackAddress() && !each.isLinkLocalAddress())
                    .sorted(Comparator.comparing(each -> !(each instanceof Inet4Address)))
                    .toList();
        } catch (SocketException e) {
            throw new CarillonException(
                    ErrorCode.UNAVAILABLE, "the addresses of this machine cannot be read: " + e, e);
        }
    }

    private static boolean isUp(NetworkInterface each) {
        try {
            return each.isUp();
        } catch (SocketException e) {
            // It went away since it was listed.
            return false;
        }
    }

    private static Optional<HostName> hostNameNow(List<InetAddress> addresses) {
        try {
            var here = InetAddress.getLocalHost();
            return Optional.of(new HostName(here.getHostName(), addresses.contains(here)))
                    .filter(name -> Advertised.isName(name.text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /// The host that others are told.
    String advertisedHost() {
        var advertised = api.advertise();
        if (advertised != null) {
            return advertised.host();
        }
        if (!api.isWildcard()) {
            return api.host();
        }
        return hostName.filter(HostName::reachable)
                .map(HostName::text)
                .or(() -> addresses.stream().findFirst().map(InetAddress::getHostAddress))
                .orElse("localhost");
    }

    /// What others are told.
    ///
    /// @param listening the port it really listens on
    URI url(int listening) {
        return url(advertisedHost(), gatePorts().stream().findFirst().orElse(listening).intValue());
    }

    /// What the commands on this machine use.
    ///
    /// @param listening the port it really listens on
    URI localUrl(int listening) {
        // A certificate from outside is seldom for a loopback address.
        return api.isWildcard() && api.tls() == null ? url("127.0.0.1", listening) : url(listening);
    }

    private URI url(String host, int port) {
        return URI.create(
                (api.isSecure() ? "https://" : "http://")
                        + (host.contains(":") ? "[" + host + "]" : host)
                        + ":"
                        + port);
    }

    /// Names by which requests may ask for this node, beside loopback ones and addresses.
    SortedSet<String> gateNames() {
        var names = new TreeSet<>(api.names());
        names.add(advertisedHost());
        hostName.map(HostName::text).ifPresent(names::add);
        return names;
    }

    /// Ports by which requests may ask for it, beside the one it listens on.
    Set<Integer> gatePorts() {
        var advertised = api.advertise();
        var port = advertised == null ? null : advertised.port();
        return port == null ? Set.of() : Set.of(port);
    }

    /// What a certificate of ours is for.
    SortedSet<String> certificateNames() {
        var names = new TreeSet<>(gateNames());
        names.addAll(List.of("localhost", "127.0.0.1", "::1"));
        if (api.isWildcard()) {
            addresses.forEach(each -> names.add(plain(each)));
        } else {
            names.add(api.host());
        }
        return names;
    }

    private static String plain(InetAddress address) {
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }
}
