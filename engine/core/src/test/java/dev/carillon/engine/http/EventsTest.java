package dev.carillon.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.EventView;
import dev.carillon.api.Role;
import dev.carillon.api.client.HttpCarillon;

import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

class EventsTest extends ApiFixture {
    private final List<EventView> seen = new CopyOnWriteArrayList<>();

    @Test
    void whatHappensAfterTheCallIsDelivered() {
        try (var feed = client.events(null, seen::add)) {
            fake.publish("g-1");

            await().until(() -> seen.size() == 1);
        }
        assertThat(seen.getFirst())
                .isEqualTo(
                        new EventView("g-1", "run", FakeCarillon.TIME, "0192-7", FakeCarillon.RUN));
        assertThat(fake.calls).containsExactly("events null");
    }

    @Test
    void aFeedBeginsAfterTheCursor() {
        client.events("g-7", seen::add).close();

        assertThat(fake.calls).containsExactly("events g-7");
    }

    @Test
    void aBrokenFeedGoesOnAfterItsLastEvent() throws IOException {
        try (Breaking between = new Breaking(server.port());
                var away = HttpCarillon.connect(between.uri(), token)) {
            try (var feed = away.events(null, seen::add)) {
                fake.publish("g-1");
                await().until(() -> seen.size() == 1);

                between.breakAll();

                await().until(() -> fake.calls.contains("events g-1"));
            }
        }
    }

    @Test
    void aFeedThatBreaksBeforeItsFirstEventIsReset() throws IOException {
        try (Breaking between = new Breaking(server.port());
                var away = HttpCarillon.connect(between.uri(), token)) {
            try (var feed = away.events(null, seen::add)) {
                between.breakAll();

                await().until(() -> seen.size() == 1);
            }
        }
        assertThat(seen.getFirst().type()).isEqualTo("reset");
    }

    @Test
    void aRefusedFeedIsRefusedAtOnce() {
        fake.failure = new CarillonException(ErrorCode.UNAVAILABLE, "no database");

        assertThatThrownBy(() -> client.events(null, seen::add))
                .isInstanceOf(CarillonException.class)
                .hasMessage("no database");
    }

    @Test
    void theStreamHasIdEventAndData() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(
                            ("GET /api/v1/events HTTP/1.1\r\nHost: localhost:"
                                            + server.port()
                                            + "\r\nAuthorization: Bearer "
                                            + token
                                            + "\r\nLast-Event-ID: g-1\r\n\r\n")
                                    .getBytes(StandardCharsets.ISO_8859_1));
            var lines =
                    new BufferedReader(
                                    new InputStreamReader(
                                            socket.getInputStream(), StandardCharsets.UTF_8))
                            .lines()
                            .iterator();
            await().until(() -> !fake.subscribers.isEmpty());

            fake.publish("g-2");

            StringBuilder text = new StringBuilder();
            while (text.indexOf("data: ") < 0) {
                text.append(lines.next()).append('\n');
            }
            assertThat(text)
                    .contains(
                            "text/event-stream", "id: g-2\nevent: run\ndata: {\"cursor\":\"g-2\"");
        }
        assertThat(fake.calls).containsExactly("events g-1");
    }

    @Test
    void aReaderThatIsTooSlowGetsResetAndTheEnd() throws IOException {
        Subscriber subscriber = new Subscriber(() -> true);
        for (int i = 0; i <= Subscriber.QUEUE_LENGTH; i++) {
            subscriber.accept(new EventView("g-" + i, "run", FakeCarillon.TIME, null, null));
        }
        subscriber.accept(new EventView("late", "run", FakeCarillon.TIME, null, null));

        var out = new ByteArrayOutputStream();
        subscriber.writeTo(out);

        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith(": feed\n\nid: g-" + Subscriber.QUEUE_LENGTH + "\nevent: reset\n")
                .doesNotContain("event: run", "late");
    }

    @Test
    void aFeedEndsWithinTwoSecondsAfterItsTokenWasRevokedOnAnotherNode() {
        String secret = issued.create("board", Role.VIEWER, null, "admin").secret();
        try (var board = HttpCarillon.connect(uri(""), secret);
                var feed = board.events(null, seen::add)) {
            fake.publish("g-1");
            await().until(() -> seen.size() == 1);

            issuedElsewhere.revoke("board", "admin");
            time.advance(Duration.ofSeconds(1));

            await().atMost(Duration.ofSeconds(2)).until(fake.subscribers::isEmpty);
        }
    }

    @Test
    void closingTheServerEndsTheStreamAndItsSubscription() {
        try (var feed = client.events(null, seen::add)) {
            server.close();

            await().until(fake.subscribers::isEmpty);
        }
    }
}
