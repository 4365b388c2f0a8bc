package dev.carillon.engine.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.CalendarDefinition;
import dev.carillon.api.Carillon.ScheduleNote;
import dev.carillon.api.Definitions;
import dev.carillon.api.Schedule;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

class ScheduleNotesTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final Instant SPRING = Instant.parse("2027-03-28T01:00:00Z");
    private static final Instant AUTUMN = Instant.parse("2027-10-31T01:00:00Z");

    private static List<ScheduleNote> notes(String schedule) {
        return ScheduleNotes.of(
                read(schedule),
                "default/a",
                name -> name.equals("holidays") ? Optional.of(holidays()) : Optional.empty(),
                NOW,
                NOW.plus(Duration.ofDays(400)),
                NOW.plus(Duration.ofDays(45)));
    }

    private static CalendarDefinition holidays() {
        return Definitions.parseCalendar(
                "{name: holidays, dates: [2026-12-25, 2027-01-01]}", "calendar");
    }

    private static Schedule read(String schedule) {
        return Definitions.parse(
                        "{name: a, task: {shell: {command: [x]}}, schedules: [" + schedule + "]}",
                        "test")
                .getFirst()
                .schedules()
                .getFirst();
    }

    @Test
    void aTimeInTheGapIsToldWithWhatHappensInstead() {
        assertThat(notes("{cron: 30 2 * * *, zone: Europe/Berlin}"))
                .containsExactly(
                        new ScheduleNote(
                                SPRING,
                                "28 Mar 2027 02:30 does not exist in Europe/Berlin, the clocks go"
                                        + " forward; it runs at 03:00 instead"),
                        new ScheduleNote(
                                AUTUMN,
                                "31 Oct 2027 02:30 comes twice in Europe/Berlin, the clocks go back;"
                                        + " it runs the first time only"));
    }

    @Test
    void thePolicyOfTheScheduleDecides() {
        assertThat(
                        notes(
                                "{cron: 30 2 * * *, zone: Europe/Berlin, dst: {gap: skip, overlap:"
                                        + " twice}}"))
                .extracting(ScheduleNote::text)
                .containsExactly(
                        "28 Mar 2027 02:30 does not exist in Europe/Berlin, the clocks go forward;"
                                + " it does not run that time",
                        "31 Oct 2027 02:30 comes twice in Europe/Berlin, the clocks go back; it"
                                + " runs both times");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{cron: 30 4 * * *, zone: Europe/Berlin}",
                "{cron: 0 * * * *, zone: Europe/Berlin}",
                "{cron: 30 2 * * MON, zone: Europe/Berlin}",
                "{cron: 30 2 * * *}",
                "{every: 15m}",
                "{delay: 15m}",
                "{at: '2027-03-28T01:00:00Z'}"
            })
    void whatTheClocksDoNotTouchHasNoNote(String schedule) {
        assertThat(notes(schedule)).isEmpty();
    }

    @Test
    void intervalsAndBusinessDaysAreLookedAtToo() {
        assertThat(notes("{interval: 1 day, first: '2026-01-01T02:15', zone: Europe/Berlin}"))
                .extracting(ScheduleNote::at)
                .containsExactly(SPRING, AUTUMN);
        assertThat(notes("{businessDay: 1, time: '02:15', zone: Europe/Berlin}")).isEmpty();
    }

    @Test
    void whatACalendarExcludesIsTold() {
        assertThat(notes("{cron: 0 6 * * *, except: [holidays]}"))
                .extracting(ScheduleNote::text)
                .containsExactly(
                        "25 Dec 2026 is left out by calendar holidays",
                        "1 Jan 2027 is left out by calendar holidays");
        assertThat(notes("{cron: 0 6 25 * *, except: [holidays], roll: forward}"))
                .extracting(ScheduleNote::text)
                .containsExactly(
                        "25 Dec 2026 is moved to the next day that counts by calendar holidays");
    }
}
