package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.CalendarView;
import dev.carillon.api.Carillon.QueueView;
import dev.carillon.api.Definitions;
import dev.carillon.api.Json;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.time.Instant;
import java.util.List;

class QueueAndCalendarLinesTest {
    private static final Instant NEVER = Instant.parse("9999-12-31T23:59:59Z");
    private static final Instant LATER = Instant.parse("2026-11-24T15:00:00.123Z");

    private static JsonNode json(String text) {
        return Json.mapper().readTree(text.replace('\'', '"'));
    }

    private static QueueView queue(
            String definition,
            @Nullable Instant pausedUntil,
            @Nullable String changed,
            @Nullable Instant changedUntil) {
        return new QueueView(
                "mail",
                json(definition),
                pausedUntil,
                changed == null ? null : json(changed),
                changedUntil,
                2,
                14);
    }

    private static CalendarView calendar(String definition, String... usedBy) {
        return new CalendarView("off", 3, LATER, "admin", List.of(usedBy), json(definition));
    }

    @Test
    void queueShowsTheLimitsItHas() {
        var queue =
                queue(
                        "{'name':'mail','concurrency':4,'rate':{'count':10,'per':'1m','burst':2},'weight':3,'closed':['holidays','night']}",
                        null,
                        null,
                        null);

        assertThat(QueueLines.table(List.of(queue)).lines(0).getLast())
                .matches("mail +2 +14 +4 +10/1m, burst 2 +3 +holidays, night +open");
    }

    @Test
    void unlimitedQueueShowsDashes() {
        assertThat(
                        QueueLines.table(List.of(queue("{'name':'mail'}", null, null, null)))
                                .lines(0)
                                .getLast())
                .matches("mail +2 +14 +- +- +1 +- +open");
    }

    @Test
    void queueWithoutAChangeIsReadFromAnAnswer() {
        var answer = Json.mapper().valueToTree(queue("{'name':'mail'}", null, null, null));

        var queue = Json.mapper().treeToValue(answer, QueueView.class);

        assertThat(QueueLines.facts(queue).lines()).noneMatch(line -> line.startsWith("changed"));
        assertThat(QueueLines.now(queue)).isEqualTo(QueueLines.own(queue));
    }

    @Test
    void pauseWithoutEndAndLimitsForAWhileAreShown() {
        var queue =
                queue(
                        "{'name':'mail','concurrency':4}",
                        NEVER,
                        "{'name':'mail','concurrency':1}",
                        LATER);

        assertThat(QueueLines.table(List.of(queue)).lines(0).getLast())
                .matches(
                        "mail +2 +14 +1 +- +1 +- +paused without end, changed until 2026-11-24T15:00:00Z");
        assertThat(QueueLines.facts(queue).lines())
                .contains(
                        "limit       1",
                        "paused      without end",
                        "changed     until 2026-11-24T15:00:00Z; then limit 4");
        assertThat(QueueLines.own(queue).concurrency()).isEqualTo(4);
        assertThat(QueueLines.now(queue).concurrency()).isEqualTo(1);
    }

    @Test
    void calendarIsShownByItsPartsAndUsers() {
        var calendar =
                calendar(
                        "{'name':'off','dates':['2026-12-24','2026-12-28..2027-01-01'],'yearly':['05-01'],'weekdays':['sun','sat'],'cron':['* 22 * * *'],'include':['a','b'],'except':['c']}",
                        "default/nightly",
                        "calendar more");

        assertThat(CalendarLines.table(List.of(calendar)).lines(0).getLast())
                .matches(
                        "off +2 dates, 1 day of each year, sat sun, 1 cron, with a b, without c +nightly, calendar more");
    }

    @Test
    void calendarIsPrintedInTheFormThatSetTakes() {
        var calendar =
                calendar(
                        "{'name':'off','description':'a: b','dates':['2026-12-24'],'yearly':['12-25'],'periods':[{'from':'2026-11-24T15:00:00Z','until':'2026-11-24T16:00:00Z'}]}");

        String yaml = CalendarLines.yaml(calendar);

        assertThat(yaml).startsWith("# revision 3, changed").contains("# used by nothing");
        assertThat(Definitions.toJson(Definitions.parseCalendar(yaml, "test")))
                .isEqualTo(calendar.definition());
    }
}
