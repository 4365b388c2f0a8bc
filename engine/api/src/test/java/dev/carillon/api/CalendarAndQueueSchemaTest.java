package dev.carillon.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Random;

/// The published schemas of calendars and queues and their readers give the same verdict.
class CalendarAndQueueSchemaTest {
    @ParameterizedTest
    @EnumSource(names = {"CALENDAR", "QUEUE"})
    void completeDefinitionsAreRight(Part.Document document) {
        for (JsonNode complete : corpus(document)) {
            assertThat(Schemas.errors(document, complete)).isEmpty();
            assertThat(Verdicts.reader(document, complete)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "dates: [2026-12-24]",
                "{name: A, dates: [2026-12-24]}",
                "{name: 5, dates: [2026-12-24]}",
                "name: a",
                "{name: a, except: [b]}",
                "{name: a, dates: []}",
                "{name: a, dates: 2026-12-24}",
                "{name: a, dates: [2026]}",
                "{name: a, dates: [2026-12-24..2026-12-25..2026-12-26]}",
                "{name: a, dates: [2026-12-24..]}",
                "{name: a, yearly: [1-1]}",
                "{name: a, weekdays: [Sat]}",
                "{name: a, weekdays: [5]}",
                "{name: a, cron: [\" \"]}",
                "{name: a, periods: [{from: \"2027-01-01T06:00:00Z\"}]}",
                "{name: a, periods: [5]}",
                "{name: a, include: [5]}",
                "{name: a, include: [B]}",
                "{name: a, dates: [2026-12-24], zone: UTC}",
                "[]",
                "5"
            })
    void wrongCalendarsAreWrongForBoth(String text) {
        assertWrong(Part.Document.CALENDAR, text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "name: A",
                "{name: a, concurrency: 0}",
                "{name: a, concurrency: null}",
                "{name: a, concurrency: many}",
                "{name: a, rate: 10}",
                "{name: a, rate: 0/1m}",
                "{name: a, rate: 1000000/1m}",
                "{name: a, rate: 10/}",
                "{name: a, rate: 10/m}",
                "{name: a, rate: {}}",
                "{name: a, rate: {count: 0}}",
                "{name: a, rate: {count: 1, per: 5}}",
                "{name: a, rate: {count: 1, burst: 0}}",
                "{name: a, rate: [1]}",
                "{name: a, weight: 101}",
                "{name: a, closed: night}",
                "{name: a, closed: [5]}",
                "{name: a, priority: 5}"
            })
    void wrongQueuesAreWrongForBoth(String text) {
        assertWrong(Part.Document.QUEUE, text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CALENDAR | {name: a, dates: [2026-02-30]}",
                "CALENDAR | {name: a, dates: [2026-12-24..2026-12-23]}",
                "CALENDAR | {name: a, yearly: [02-30]}",
                "CALENDAR | {name: a, include: [a]}",
                "CALENDAR | {name: a, dates: [2026-12-24], except: [a]}",
                "CALENDAR | {name: a, periods: [{from: \"2027-01-01T06:00:00Z\", until: \"2027-01-01T06:00:00Z\"}]}",
                "QUEUE | {name: a, rate: 10/0s}",
                "QUEUE | {name: a, rate: 10/32d}",
                "QUEUE | {name: a, rate: {count: 1, per: 99ms}}"
            })
    void whatASchemaCannotTellTheReaderDoes(Part.Document document, String text) {
        JsonNode definition = DefinitionCorpus.yaml(text);

        assertThat(Schemas.errors(document, definition)).isEmpty();
        assertThat(Verdicts.reader(document, definition)).hasSize(1).allMatch(Verdicts::isBeyond);
    }

    @Test
    void aQueueWrittenShortAndLongIsTheSame() {
        var text = Definitions.parseQueue("{name: a, rate: 10/1m}", "short");
        var keys = Definitions.parseQueue("{name: a, rate: {count: 10, per: 60s}}", "long");

        assertThat(text).isEqualTo(keys);
    }

    @ParameterizedTest
    @EnumSource(names = {"CALENDAR", "QUEUE"})
    void mutatedDefinitionsGetTheSameVerdict(Part.Document document) {
        assertMutatedGetTheSameVerdict(document, 1_000);
    }

    @Tag("thorough")
    @ParameterizedTest
    @EnumSource(names = {"CALENDAR", "QUEUE"})
    void moreMutatedDefinitionsGetTheSameVerdict(Part.Document document) {
        assertMutatedGetTheSameVerdict(document, 4_000);
    }

    private static void assertMutatedGetTheSameVerdict(Part.Document document, int count) {
        var random = new Random(document.ordinal());
        int right = 0;
        for (int i = 0; i < count; i++) {
            var corpus = corpus(document);
            JsonNode base = corpus.get(random.nextInt(corpus.size()));
            JsonNode mutated = DefinitionCorpus.mutated(base, random);

            Verdicts.assertSame(document, mutated);

            right += Verdicts.reader(document, mutated).isEmpty() ? 1 : 0;
        }
        assertThat(right)
                .as("a corpus of wrong ones alone would prove little")
                .isBetween(count / 80, count - count / 40);
    }

    private static List<JsonNode> corpus(Part.Document document) {
        return document == Part.Document.CALENDAR
                ? DefinitionCorpus.CALENDARS
                : DefinitionCorpus.QUEUES;
    }

    private static void assertWrong(Part.Document document, String text) {
        JsonNode definition = DefinitionCorpus.yaml(text);

        assertThat(Schemas.errors(document, definition)).as("schema").isNotEmpty();
        assertThat(Verdicts.reader(document, definition)).as("reader").isNotEmpty();
    }
}
