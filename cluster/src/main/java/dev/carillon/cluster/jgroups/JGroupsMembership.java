package dev.carillon.cluster.jgroups;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.cluster.Hint;
import dev.carillon.cluster.HintCodec;
import dev.carillon.cluster.Membership;
import dev.carillon.engine.service.Loop;

import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.PhysicalAddress;
import org.jgroups.Receiver;
import org.jgroups.View;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.FRAG2;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.MFC;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.TCPPING;
import org.jgroups.protocols.UFC;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;
import org.jgroups.stack.IpAddress;
import org.jgroups.stack.Protocol;
import org.jgroups.util.TLSClientAuth;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.BindException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import javax.net.ssl.SSLContext;

/// Members that reach each other over TCP with mutual TLS. A node's address in JGroups is its id. Where others are
/// asked comes from the table of nodes; JGroups itself touches no database. Nothing is ever deserialised but our
/// own [hints][HintCodec].
///
/// Hints are sent by one thread from a small set in which equal ones are one, so that nobody who tells something
/// waits for the network, and a burst becomes one message. There is no FD_SOCK2: its port is open to strangers, and
/// the end of a process is noticed sooner by its session with the database.
public final class JGroupsMembership implements Membership {
    private static final Logger LOG = LoggerFactory.getLogger(JGroupsMembership.class);
    private static final String CLUSTER = "carillon";
    private static final int MOST_WAITING = 1_000;
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Message.Flag[] FLAGS = {Message.Flag.OOB, Message.Flag.NO_FC};

    /// @param to null is all others
    private record Outgoing(@Nullable UUID to, Hint hint) {}

    private final JChannel channel;
    private final TCPPING discovery;
    private final TCP transport;
    private final String bind;
    private final Loop sender = new Loop("carillon-hints", this::sendOnce);
    private final AtomicLong dropped = new AtomicLong();
    private volatile List<UUID> view = List.of();

    private final Object lock = new Object();
    private Set<Outgoing> waiting = new LinkedHashSet<>();

    /// @param address where to listen, an address of this machine
    /// @param tls with this node's certificate, trusting the cluster's authority alone
    public JGroupsMembership(UUID id, InetAddress address, int port, SSLContext tls) {
        bind = address.getHostAddress() + ":" + port;
        transport = transport(address, port, tls);
        discovery = new TCPPING().setPortRange(0);
        discovery.setInitialHosts2(List.of(new IpAddress(address, port)));
        try {
            channel = new JChannel(stack());
            channel.addAddressGenerator(
                    () ->
                            new org.jgroups.util.UUID(
                                    id.getMostSignificantBits(), id.getLeastSignificantBits()));
            channel.setName(id.toString());
            channel.setDiscardOwnMessages(true);
        } catch (Exception e) {
            throw new IllegalStateException("cannot make the channel of the cluster", e);
        }
    }

    private static TCP transport(InetAddress address, int port, SSLContext tls) {
        TCP tcp = new TCP();
        tcp.setBindAddress(address);
        tcp.setBindPort(port);
        tcp.setPortRange(0);
        tcp.setSockConnTimeout(500);
        // It is read by the thread that accepts, so that one who says nothing holds up all others.
        tcp.setPeerAddrReadTimeout(300);
        tcp.setMaxLength(2 << 20);
        tcp.setLinger(-1);
        tcp.tcpNodelay(true);
        tcp.logDetails(false);
        tcp.useVirtualThreads(true);
        tcp.tls()
                .enabled(true)
                .setSSLContext(tls)
                .setProtocols(new String[] {"TLSv1.3"})
                .setClientAuth(TLSClientAuth.NEED);
        return tcp;
    }

    private List<Protocol> stack() {
        FD_ALL3 failures = new FD_ALL3();
        failures.setInterval(2_000);
        failures.setTimeout(10_000);
        NAKACK2 multicast = new NAKACK2().useMcastXmit(false).setXmitInterval(500);
        GMS views =
                new GMS()
                        .setJoinTimeout(500)
                        .setMaxJoinAttempts(3)
                        .setLeaveTimeout(1_000)
                        .setViewAckCollectionTimeout(500)
                        .setMergeTimeout(3_000)
                        .printLocalAddress(false);
        return List.of(
                transport,
                discovery,
                new MERGE3().setMinInterval(1_000).setMaxInterval(5_000),
                failures,
                new VERIFY_SUSPECT2().setTimeout(1_000),
                multicast,
                new UNICAST3(),
                new STABLE(),
                views,
                new UFC().setMaxCredits(2_000_000),
                new MFC().setMaxCredits(2_000_000),
                new FRAG2().setFragSize(60_000));
    }

    @Override
    public void know(Collection<String> addresses) {
        var known = new ArrayList<PhysicalAddress>();
        for (String each : addresses) {
            int colon = each.lastIndexOf(':');
            try {
                known.add(
                        new IpAddress(
                                InetAddress.ofLiteral(each.substring(0, colon)),
                                Integer.parseInt(each.substring(colon + 1))));
            } catch (IllegalArgumentException e) {
                LOG.warn("\"{}\" is no address of a node and is passed over", each, e);
            }
        }
        discovery.setInitialHosts2(known);
    }

    @Override
    public void start(Listener listener) {
        channel.setReceiver(
                new Receiver() {
                    @Override
                    public void viewAccepted(View accepted) {
                        view = accepted.getMembers().stream().map(JGroupsMembership::id).toList();
                        LOG.info("the nodes that hear each other are {}", view);
                        listener.viewChanged();
                    }

                    @Override
                    public void receive(Message message) {
                        var hint =
                                message instanceof BytesMessage bytes
                                        ? HintCodec.decode(
                                                bytes.getArray(),
                                                bytes.getOffset(),
                                                bytes.getLength())
                                        : java.util.Optional.<Hint>empty();
                        if (hint.isPresent()) {
                            listener.heard(id(message.getSrc()), hint.get());
                        } else {
                            dropped.incrementAndGet();
                        }
                    }
                });
        try {
            channel.connect(CLUSTER);
        } catch (Exception e) {
            channel.close();
            throw refused(e);
        }
        var diagnostics = transport.getDiagnosticsHandler();
        if (diagnostics != null && diagnostics.isEnabled()) {
            channel.close();
            throw new IllegalStateException("JGroups answers diagnostics, which it must not");
        }
        sender.start();
    }

    private CarillonException refused(Exception e) {
        for (Throwable each = e; each != null; each = each.getCause()) {
            if (each instanceof BindException) {
                return new CarillonException(
                        ErrorCode.CONFLICT,
                        "the cluster cannot listen at "
                                + bind
                                + ": "
                                + each.getMessage()
                                + "; stop what uses it, or change cluster.bind or cluster.port",
                        e);
            }
        }
        return new CarillonException(
                ErrorCode.UNAVAILABLE, "cannot join the cluster at " + bind + ": " + e, e);
    }

    private static UUID id(Address address) {
        var uuid = (org.jgroups.util.UUID) Objects.requireNonNull(address);
        return new UUID(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }

    @Override
    public boolean talks() {
        return true;
    }

    @Override
    public List<UUID> view() {
        return view;
    }

    @Override
    public void tell(Hint hint) {
        add(new Outgoing(null, hint));
    }

    @Override
    public void tell(UUID node, Hint hint) {
        add(new Outgoing(node, hint));
    }

    private void add(Outgoing each) {
        synchronized (lock) {
            if (waiting.size() >= MOST_WAITING || !waiting.add(each)) {
                return;
            }
        }
        sender.wake();
    }

    private Duration sendOnce() throws Exception {
        Set<Outgoing> all;
        synchronized (lock) {
            all = waiting;
            waiting = new LinkedHashSet<>();
        }
        for (var each : all) {
            byte[] bytes = HintCodec.encode(each.hint);
            for (var member : channel.getView().getMembers()) {
                boolean meant = each.to == null || each.to.equals(id(member));
                if (meant && !member.equals(channel.getAddress())) {
                    channel.send(new BytesMessage(member, bytes).setFlag(FLAGS));
                }
            }
        }
        return IDLE;
    }

    @Override
    public void close() {
        sender.close();
        channel.close();
    }
}
