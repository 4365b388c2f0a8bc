package dev.carillon.console.words;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

class SpansTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 ms",
        "999, 999 ms",
        "1000, 1.0 s",
        "1049, 1.0 s",
        "1050, 1.1 s",
        "59940, 59.9 s",
        "60000, 1 min",
        "61000, 1 min 1 s",
        "3600000, 1 h",
        "90000000, 1 d 1 h",
        "-5, 0 ms"
    })
    void aLengthHasItsTwoLargestUnits(long millis, String text) {
        assertThat(Spans.length(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0",
                "999|999",
                "1000|1,000",
                "1234567|1,234,567",
                "-1234|-1,234",
                "-999|-999",
                "12340000|12.3 M"
            })
    void aCountIsGroupedInThousands(long count, String text) {
        assertThat(Spans.count(count)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0 B",
                "1023|1023 B",
                "1024|1.0 KiB",
                "10188|9.9 KiB",
                "10200|10 KiB",
                "1048575|1.0 MiB",
                "104857600|100 MiB",
                "1610612736|1.5 GiB",
                "9223372036854775807|8388608 TiB"
            })
    void aSizeIsWrittenInTheUnitThatReadsWell(long bytes, String text) {
        assertThat(Spans.size(bytes)).isEqualTo(text);
    }

    @Test
    void aLagIsWrittenInTheUnitThatReadsWell() {
        assertThat(Spans.micros(0)).isEqualTo("–");
        assertThat(Spans.micros(999)).isEqualTo("999 µs");
        assertThat(Spans.micros(1_449)).isEqualTo("1.4 ms");
        assertThat(Spans.micros(12_000)).isEqualTo("12 ms");
    }
}
