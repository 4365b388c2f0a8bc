package dev.carillon.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConnectionsTest extends ApiFixture {
    @Test
    void theEndOfALongAnswerDoesNotWaitForTheClient() {
        assertThat(server.connections().tcpNoDelay()).isTrue();
    }
}
