package dev.carillon.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.samples.AccessReport.Entry;

import org.junit.jupiter.api.Test;

class AccessLogTest {
    private static final String LINE =
            "203.0.113.9 - ann [23/Nov/2026:06:00:01 +0000] "
                    + "\"GET /cart?id=7 HTTP/1.1\" 200 5120 \"-\" \"Mozilla/5.0\"";

    @Test
    void lineInCombinedFormatIsParsed() {
        assertThat(AccessReport.parse(LINE))
                .contains(new Entry("203.0.113.9", "GET", "/cart", 200, 5120));
    }

    @Test
    void missingSizeIsZero() {
        assertThat(AccessReport.parse(LINE.replace("5120", "-")))
                .hasValueSatisfying(entry -> assertThat(entry.sizeBytes()).isZero());
    }

    @Test
    void brokenLineIsCountedNotFatal() {
        var report = new AccessReport();

        report.add(LINE);
        report.add("GET / broken");

        assertThat(report.summary())
                .isEqualTo("requests 1, statuses {200=1}, p95 size 5120 bytes, unreadable 1");
    }
}
