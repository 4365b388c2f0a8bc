package dev.carillon.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FingerprintTest {
    private static String of(String message) {
        return Fingerprint.of("default/a", "FAILED", null, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
        no order 4711                               | no order 12
        took 1.5 s                                  | took 17,25 s
        at 2026-11-23T12:00:00Z                     | at 2027-01-01T06:00:00.123+01:00
        at 12:00:01.5 it broke                      | at 7:30:00 it broke
        run 01936e5a-7b1c-7000-8000-5f3a9c1d2e4b    | run 0192ffff-0000-7000-8000-000000000001
        pointer 0xDEAD                              | pointer 0x1
        commit 9f86d081884c7d65                     | commit 60303ae22b998861
        java.lang.Object@1b6d3586                   | java.lang.Object@4554617c
        no such file /tmp/a/b.txt                   | no such file /var/lib/c
        cannot call http://a:80/x                   | cannot call https://b.example/y?z=1
        unknown "red"                               | unknown "dark blue"
        unknown 'red'                               | unknown 'green'
        a  b                                        | a b
        """)
    void whatIsOfOneRunMakesNoDifference(String one, String other) {
        assertThat(of(one)).isEqualTo(of(other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        status 503                      | status 404
        SQL state 23505: duplicate key  | SQL state 40001: duplicate key
        no order 4711                   | no customer 4711
        can't open a, it isn't there    | can't open b, it isn't there
        IllegalStateException: x at a.B.c(B.java:1) | IllegalStateException: x at a.B.d(B.java:1)
        """)
    void anotherErrorIsAnotherGroup(String one, String other) {
        assertThat(of(one)).isNotEqualTo(of(other));
    }

    @Test
    void jobStateAndExitCodeTellGroupsApart() {
        assertThat(
                        java.util.List.of(
                                Fingerprint.of("default/a", "FAILED", 1, "exit code 1"),
                                Fingerprint.of("default/b", "FAILED", 1, "exit code 1"),
                                Fingerprint.of("default/a", "TIMED_OUT", 1, "exit code 1"),
                                Fingerprint.of("default/a", "FAILED", 2, "exit code 1"),
                                Fingerprint.of("default/a", "FAILED", null, "exit code 1")))
                .doesNotHaveDuplicates()
                .allMatch(each -> each.matches("[0-9a-f]{16}"));
    }

    @Test
    void whatVariesIsReplacedByAWord() {
        assertThat(
                        Fingerprint.common(
                                "order 17 of \"Müller\" at /data/x.csv:3 failed 2026-11-23, exit code 2"))
                .isEqualTo("order <n> of <text> at <path>:<n> failed <time>, exit code 2");
    }

    @Test
    void aLongMessageIsReadInTime() {
        String slashes = "/a".repeat(50_000) + "!";
        String quotes = "\"".repeat(100_001);

        assertThat(of(slashes + quotes)).hasSize(16);
        assertThat(Fingerprint.common("a".repeat(100_000))).hasSize(2_000);
    }
}
