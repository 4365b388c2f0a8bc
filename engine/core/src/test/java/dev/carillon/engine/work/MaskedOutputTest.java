package dev.carillon.engine.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.engine.executor.Output;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

class MaskedOutputTest {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private String result = "";
    private final Output plain =
            new Output() {
                @Override
                public void write(byte[] bytes, int offset, int length) {
                    said.write(bytes, offset, length);
                }

                @Override
                public void progress(double percent, String text) {}

                @Override
                public void result(String value) {
                    result = value;
                }
            };

    private String said(Output output, String text, int pieces) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int size = Math.max(1, bytes.length / pieces);
        for (int at = 0; at < bytes.length; at += size) {
            output.write(bytes, at, Math.min(size, bytes.length - at));
        }
        MaskedOutput.end(output);
        return said.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void aSecretIsMaskedHoweverTheOutputIsCut(int pieces) {
        var output = MaskedOutput.of(plain, List.of("hünter2", "pass-word"));

        assertThat(said(output, "a hünter2 b pass-word pass- word hünter", pieces))
                .isEqualTo("a •••• b •••• pass- word hünter");
    }

    @Test
    void whatIsNoTextPassesUnchanged() {
        var output = MaskedOutput.of(plain, List.of("secret"));
        var bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }

        output.write(bytes, 0, bytes.length);
        MaskedOutput.end(output);

        assertThat(said.toByteArray()).isEqualTo(bytes);
    }

    @Test
    void aResultIsMaskedToo() {
        MaskedOutput.of(plain, List.of("hünter2")).result("it is hünter2!");

        assertThat(result).isEqualTo("it is ••••!");
    }

    @Test
    void withoutSecretsTheOutputIsTheOneThatWasGiven() {
        assertThat(MaskedOutput.of(plain, List.of())).isSameAs(plain);
        assertThat(MaskedOutput.of(plain, List.of("abc"))).isSameAs(plain);
    }
}
