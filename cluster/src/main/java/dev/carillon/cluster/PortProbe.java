package dev.carillon.cluster;

import dev.carillon.engine.store.NodeTable.NodeRow;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Locale;

/// Knocks at the port at which the other nodes reach a node.
///
/// @param machine of this process; a loopback address leads to the node only from its own machine
public record PortProbe(String machine) implements Probe {
    private static final Logger LOG = LoggerFactory.getLogger(PortProbe.class);
    private static final Duration PATIENCE = Duration.ofMillis(300);

    @Override
    public boolean refused(NodeRow node) {
        String address = node.presence().clusterAddress();
        int colon = address == null ? -1 : address.lastIndexOf(':');
        if (address == null || colon < 0) {
            return false;
        }
        try (var socket = new Socket()) {
            var host = InetAddress.ofLiteral(address.substring(0, colon));
            if (host.isLoopbackAddress() && !node.presence().machine().equals(machine)) {
                return false;
            }
            socket.connect(
                    new InetSocketAddress(host, Integer.parseInt(address.substring(colon + 1))),
                    (int) PATIENCE.toMillis());
            return false;
        } catch (ConnectException e) {
            return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("refused");
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("node {} at {} cannot be probed", node.name(), address, e);
            return false;
        }
    }
}
