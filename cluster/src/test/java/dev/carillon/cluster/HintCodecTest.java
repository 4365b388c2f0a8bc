package dev.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

class HintCodecTest {
    static Stream<Hint> hints() {
        return Stream.of(
                new Hint.RunsQueued(),
                new Hint.RulesChanged(),
                new Hint.SegmentsChanged(),
                new Hint.Stop(new UUID(7, -9)),
                new Hint.DatabaseAsked(Long.MIN_VALUE),
                new Hint.DatabaseGone(42));
    }

    @ParameterizedTest
    @MethodSource("hints")
    void eachHintComesBackAsItWas(Hint hint) {
        byte[] bytes = HintCodec.encode(hint);

        assertThat(HintCodec.decode(bytes, 0, bytes.length)).contains(hint);
    }

    @ParameterizedTest
    @MethodSource("hints")
    void oneOfAnotherVersionOrCutOffIsPassedOver(Hint hint) {
        byte[] bytes = HintCodec.encode(hint);
        for (int length = 0; length < bytes.length; length++) {
            assertThat(HintCodec.decode(bytes, 0, length)).isEmpty();
        }
        bytes[1]++;
        assertThat(HintCodec.decode(bytes, 0, bytes.length)).isEmpty();
    }

    @Test
    void anyBytesAreDecodedOrPassedOver() {
        var random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            var bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            HintCodec.decode(bytes, 0, bytes.length)
                    .ifPresent(hint -> assertThat(HintCodec.encode(hint)).startsWith(bytes[0]));
        }
    }
}
