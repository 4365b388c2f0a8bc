package dev.carillon.cluster.jgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.CarillonException;
import dev.carillon.cluster.Hint;
import dev.carillon.cluster.Membership;
import dev.carillon.cluster.keys.Authority;
import dev.carillon.testkit.FreePorts;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// Members on loopback with real sockets and TLS.
class JGroupsMembershipTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final Instant NOW = Instant.now();
    private final Authority keys = Authority.create(NOW);
    private final List<Member> members = new ArrayList<>();

    private static final class Member implements Membership.Listener {
        private final UUID id = UUID.randomUUID();
        private final int port;
        private final JGroupsMembership membership;
        private final List<Hint> heard = new CopyOnWriteArrayList<>();

        private Member(Authority keys) throws IOException {
            port = FreePorts.next();
            membership =
                    new JGroupsMembership(id, LOOPBACK, port, keys.contextFor(id.toString(), NOW));
        }

        @Override
        public void viewChanged() {
            // Asked for by the test.
        }

        @Override
        public void heard(UUID from, Hint hint) {
            heard.add(hint);
        }

        private String address() {
            return LOOPBACK.getHostAddress() + ":" + port;
        }
    }

    private Member join(Authority keys) throws IOException {
        var member = new Member(keys);
        var known = new ArrayList<>(members.stream().map(Member::address).toList());
        known.add(member.address());
        member.membership.know(known);
        member.membership.start(member);
        members.add(member);
        return member;
    }

    @AfterEach
    void leave() {
        members.forEach(member -> member.membership.close());
    }

    private static void awaitViews(Member... together) {
        for (var each : together) {
            await().atMost(20, TimeUnit.SECONDS)
                    .untilAsserted(
                            () ->
                                    assertThat(each.membership.view())
                                            .containsExactlyInAnyOrderElementsOf(
                                                    List.of(together).stream()
                                                            .map(member -> member.id)
                                                            .toList()));
        }
    }

    @Test
    void membersFindEachOtherAndTellEachOther() throws IOException {
        var one = join(keys);
        var two = join(keys);
        var three = join(keys);
        awaitViews(one, two, three);
        assertThat(three.membership.view().getFirst()).isEqualTo(one.id);

        two.membership.tell(new Hint.RunsQueued());
        three.membership.tell(one.id, new Hint.DatabaseAsked(7));

        await().until(() -> one.heard.size() == 2 && three.heard.size() == 1);
        assertThat(one.heard)
                .containsExactlyInAnyOrder(new Hint.RunsQueued(), new Hint.DatabaseAsked(7));
        assertThat(two.heard).isEmpty();
    }

    @Test
    void oneThatLeavesIsGoneFromTheViews() throws IOException {
        var one = join(keys);
        var two = join(keys);
        awaitViews(one, two);

        two.membership.close();

        awaitViews(one);
    }

    @Test
    void aStrangerNeitherJoinsNorReadsNorDisturbs() throws IOException {
        var one = join(keys);
        var two = join(keys);
        awaitViews(one, two);

        var stranger = join(Authority.create(NOW));
        one.membership.tell(new Hint.Stop(one.id));
        stranger.membership.tell(new Hint.SegmentsChanged());
        for (int i = 0; i < 50; i++) {
            try (var socket = new Socket(LOOPBACK, one.port)) {
                socket.getOutputStream()
                        .write("garbage".repeat(100).getBytes(StandardCharsets.US_ASCII));
            }
        }

        await().until(() -> two.heard.contains(new Hint.Stop(one.id)));
        assertThat(stranger.heard).isEmpty();
        assertThat(one.heard).isEmpty();
        assertThat(stranger.membership.view()).containsExactly(stranger.id);
        awaitViews(one, two);
    }

    @Test
    void connectionsThatSayNothingDoNotKeepOthersFromJoining() throws IOException {
        var one = join(keys);
        var silent = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 12; i++) {
                silent.add(new Socket(LOOPBACK, one.port));
            }

            awaitViews(one, join(keys));
        } finally {
            for (var socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void aPortInUseIsToldAsSuch() throws IOException {
        var one = join(keys);
        var id = UUID.randomUUID();
        var second =
                new JGroupsMembership(id, LOOPBACK, one.port, keys.contextFor(id.toString(), NOW));

        assertThatThrownBy(() -> second.start(one))
                .isInstanceOf(CarillonException.class)
                .hasMessageContaining("cluster.port");
    }
}
