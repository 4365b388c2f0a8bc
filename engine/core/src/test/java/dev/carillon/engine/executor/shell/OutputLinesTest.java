package dev.carillon.engine.executor.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.engine.executor.Output;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

class OutputLinesTest {
    private final ByteArrayOutputStream passed = new ByteArrayOutputStream();
    private final List<String> reports = new ArrayList<>();
    private final OutputLines lines =
            new OutputLines(
                    new Output() {
                        @Override
                        public void write(byte[] bytes, int offset, int length) {
                            passed.write(bytes, offset, length);
                        }

                        @Override
                        public void progress(double percent, String text) {
                            reports.add(percent + " " + text);
                        }

                        @Override
                        public void result(String value) {
                            reports.add("result " + value);
                        }
                    });

    /// Gives at most so many bytes at once.
    private static InputStream in(String text, int atOnce) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                return super.read(bytes, offset, Math.min(length, atOnce));
            }
        };
    }

    private String passed() {
        return passed.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 10_000})
    void linesThatReportAreTakenOutAndTheOthersPassedOn(int atOnce) {
        lines.readAll(
                in(
                        """
                        first
                        ::progress 40%
                        ::progress 3/10 tables
                        : second ::progress 50%
                        ::progress 99.5% nearly
                        ::result rows=7
                        last""",
                        atOnce));

        assertThat(passed()).isEqualTo("first\n: second ::progress 50%\nlast");
        assertThat(reports).containsExactly("40.0 ", "30.0 tables", "99.5 nearly", "result rows=7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::progress",
                "::progress forty%",
                "::progress 3/0",
                "::progress 1234%",
                "::progress 99999999999999999999/1",
                "::results x",
                ":",
                "::"
            })
    void whatOnlyLooksLikeAReportIsOutput(String line) {
        lines.readAll(in(line + "\n" + line, 5));

        assertThat(passed()).isEqualTo(line + "\n" + line);
        assertThat(reports).isEmpty();
    }

    @Test
    void aReportIsTakenAlsoAtTheEndAndALongLineIsPassedOn() {
        String longLine = ":" + "x".repeat(20_000);

        lines.readAll(in(longLine + "\n::result done", 100));

        assertThat(passed()).isEqualTo(longLine + "\n");
        assertThat(reports).containsExactly("result done");
    }
}
