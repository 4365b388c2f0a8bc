package dev.carillon.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.CalendarDefinition;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.QueueDefinition;
import dev.carillon.api.QueueDefinition.Rate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;

class MissingNameTest {
    private static final QueueDefinition QUEUE =
            new QueueDefinition(
                    "mail", 2, new Rate(3, Duration.ofMinutes(1), 4), 1, List.of("nights"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"concurrency\": 2, \"rate\": {\"count\": 3, \"per\": \"1m\", \"burst\": 4}, \"closed\": [\"nights\"]}",
                "{\n  \"closed\": [\"nights\"],\n  \"rate\": {\"count\": 3, \"per\": \"1m\", \"burst\": 4},\n  \"concurrency\": 2\n}\n",
                "{concurrency: 2, rate: {count: 3, per: 1m, burst: 4}, closed: [nights],}",
                "{concurrency: 2, rate: {count: 3, per: 1m, burst: 4}, closed: [nights] # ,\n  , # }\n}",
                "{closed: [nights], rate: {count: 3, per: 1m, burst: 4}, concurrency: 2 } # }\n",
                "concurrency: 2\nrate: {count: 3, per: 1m, burst: 4}\nclosed: [nights]",
                "concurrency: 2\nrate: {count: 3, per: 1m, burst: 4}\nclosed: [nights]\n",
                "concurrency: 2\r\nrate:\r\n  count: 3\r\n  per: 1m\r\n  burst: 4\r\nclosed:\r\n  - nights\r\n",
                "closed: [nights]\nrate: {count: 3, per: 1m, burst: 4}\nconcurrency: 2 # a comment",
                "closed: [nights]\nrate: {count: 3, per: 1m, burst: 4}\nconcurrency: 2\n\n# the end\n",
                "closed:\n- nights\nrate:\n    count: 3\n    per: 1m\n    burst: 4\nconcurrency: 2\n   ",
                "concurrency: 2\nclosed: [nights]\nrate:\n    count: 3\n    per: 1m\n    burst: 4\n   # here",
                "  concurrency: 2\n  rate: {count: 3, per: 1m, burst: 4}\n  closed: [nights]\n",
                "---\nconcurrency: 2\nrate: {count: 3, per: 1m, burst: 4}\nclosed: [nights]\n...\n",
                "---\n---\nconcurrency: 2\nrate: {count: 3, per: 1m, burst: 4}\nclosed: [nights]\n---\n",
                "# 😀\nconcurrency: 2\nrate: {count: 3, per: 1m, burst: 4}\nclosed: [nights]\n# 😀",
                "\uFEFFconcurrency: 2\nrate: {count: 3, per: 1m, burst: 4}\nclosed: [nights]",
                "? concurrency\n: 2\n? rate\n: {count: 3, per: 1m, burst: 4}\nclosed: [nights]\n",
                "--- &all\nconcurrency: 2\nrate: {count: 3, per: 1m, burst: 4}\nclosed: [nights]\n",
                "\"concurrency\": 2\n'rate': {count: 3, per: 1m, burst: 4}\nclosed: [\n nights\n]",
                "name: mail\nconcurrency: 2\nrate: {count: 3, per: 1m, burst: 4}\nclosed: [nights]",
                "{\"closed\": [\"nights\"], \"name\": \"mail\", \"concurrency\": 2, \"rate\": {\"count\": 3, \"per\": \"1m\", \"burst\": 4}}"
            })
    void theNameOfTheAddressIsTakenWhereNoneIsGiven(String text) {
        assertThat(Definitions.parseQueue(MissingName.fillIn(text, "mail"), "body"))
                .isEqualTo(QUEUE);
    }

    @Test
    void aDefinitionOfNothingGetsTheName() {
        assertThat(Definitions.parseQueue(MissingName.fillIn("{}", "mail"), "body"))
                .isEqualTo(QueueDefinition.unlimited("mail"));
        assertThat(Definitions.parseQueue(MissingName.fillIn(" { } ", "123"), "body").name())
                .isEqualTo("123");
    }

    @Test
    void theLastTextIsNotChanged() {
        for (String text : List.of("|\n  a\n  b\n", "|+\n  a\n\n", "|-\n  a\n", ">\n  a\n  b\n")) {
            String whole = "weekdays: [sun]\ndescription: " + text;

            CalendarDefinition filled = calendar(MissingName.fillIn(whole, "a"));

            assertThat(filled).isEqualTo(calendar("name: a\n" + whole));
        }
    }

    private static CalendarDefinition calendar(String text) {
        return Definitions.parseCalendar(text, "body");
    }

    @Test
    void aLargeCalendarIsFilledIn() {
        String days = "\"2027-01-01\", ".repeat(19_999) + "\"2027-01-02\"";

        assertThat(calendar(MissingName.fillIn("{\"dates\": [" + days + "]}", "a")).dates())
                .hasSize(20_000);
    }

    /// Whatever is wrong is told with the same words and places as with a name at the end.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nothing",
                "[]",
                "mail",
                "- concurrency: 2",
                "{",
                "}",
                "{concurrency: 2",
                "&a\n  concurrency: 2",
                "concurrency: 2\n  rate: 1/1m",
                "concurrency: 2\n---\nconcurrency: 3\n",
                "concurrency: 2\n... what\n",
                "{concurrency: 2} what",
                "concurrency: \"\u0001\"",
                "concurrency: *no",
                "\tconcurrency: 2"
            })
    void whatCannotBeReadStaysAsItIs(String text) {
        String filled = MissingName.fillIn(text, "mail");

        assertThatThrownBy(() -> Definitions.parseQueue(text, "body"))
                .isInstanceOf(CarillonException.class)
                .satisfies(
                        expected ->
                                assertThatThrownBy(() -> Definitions.parseQueue(filled, "body"))
                                        .hasMessage(expected.getMessage()));
    }

    @Test
    void errorsKeepTheirPlaces() {
        assertThat(errors("{\"concurrency\": 0,\n \"weigth\": 2}"))
                .startsWith("body:2:2: ")
                .contains("\nbody:1:17: ")
                .doesNotContain("name");
        assertThat(errors("weigth: 2\nrate: 5\n\n"))
                .startsWith("body:1:1: ")
                .contains("body:2:7: ");
        assertThat(errors("Name: mail\n")).startsWith("body:1:1: ");
        assertThat(errors("name: Mail\n")).startsWith("body:1:7: ");
        assertThat(errors("name:\n")).startsWith("body:1:6: ");
    }

    private static String errors(String text) {
        try {
            Definitions.parseQueue(MissingName.fillIn(text, "mail"), "body");
        } catch (CarillonException e) {
            return String.valueOf(e.getMessage());
        }
        throw new AssertionError("this is taken: " + text);
    }

    @Test
    void deepNestingTakesNoStack() {
        for (String text : List.of("[", "{a: ", "- ", "? ", "{a: [")) {
            String deep = text.repeat(100_000);

            assertThat(MissingName.fillIn(deep, "mail")).startsWith(deep);
        }
        String closed = "{a: " + "[".repeat(10_000) + "]".repeat(10_000) + "}";
        assertThat(MissingName.fillIn(closed, "mail")).endsWith(", \"name\": \"mail\"}");
    }
}
