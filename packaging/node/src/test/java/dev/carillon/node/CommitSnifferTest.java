package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

class CommitSnifferTest {
    private final CommitSniffer sniffer = new CommitSniffer();

    private boolean sees(char type, String body) {
        return sniffer.isCommit(type, body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aSimpleQueryCommits() {
        assertThat(sees('Q', "SELECT 1\0")).isFalse();
        assertThat(sees('Q', "COMMIT\0")).isTrue();
    }

    @Test
    void theExecutionOfAPreparedCommitCommitsAndNothingElseDoes() {
        assertThat(sees('P', "S_1\0COMMIT\0\0\0")).isFalse();
        assertThat(sees('B', "\0S_1\0\0\0")).isFalse();
        assertThat(sees('E', "\0\0\0\0\0")).isTrue();

        assertThat(sees('P', "\0UPDATE node SET beat = 1\0\0\0")).isFalse();
        assertThat(sees('B', "\0\0\0\0")).isFalse();
        assertThat(sees('E', "\0\0\0\0\0")).isFalse();
    }
}
