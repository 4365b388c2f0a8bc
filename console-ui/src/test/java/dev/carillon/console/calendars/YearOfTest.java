package dev.carillon.console.calendars;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.CalendarDefinition;
import dev.carillon.api.Definitions;
import dev.carillon.console.calendars.YearOf.Share;

import org.junit.jupiter.api.Test;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;

class YearOfTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static CalendarDefinition calendar(String text) {
        return Definitions.parseCalendar(text, "test");
    }

    private static YearOf year(String text, String... others) {
        Map<String, CalendarDefinition> known = new HashMap<>();
        for (String other : others) {
            var read = calendar(other);
            known.put(read.name(), read);
        }
        return YearOf.of(calendar(text), known, 2026, BERLIN);
    }

    private static LocalDate day(String text) {
        return LocalDate.parse(text);
    }

    @Test
    void datesYearlyDaysAndWeekdaysAreWhole() {
        var year =
                year(
                        "{name: c, dates: [2026-08-03..2026-08-05], yearly: [\"12-25\"], weekdays: [sun]}");

        assertThat(year.share(day("2026-08-04"))).isEqualTo(Share.WHOLE);
        assertThat(year.reason(day("2026-08-04"))).isEqualTo("dates");
        assertThat(year.reason(day("2026-12-25"))).isEqualTo("yearly");
        assertThat(year.share(day("2026-08-09"))).isEqualTo(Share.WHOLE);
        assertThat(year.share(day("2026-08-06"))).isEqualTo(Share.NONE);
        assertThat(year.count(Share.WHOLE)).isEqualTo(52 + 3 + 1);
    }

    @Test
    void aPeriodIsWholeOnDaysThatItCoversAndInPartAtItsEnds() {
        var year =
                year(
                        "{name: c, periods: [{from: 2026-05-01T10:00:00Z, until: 2026-05-03T10:00:00Z}]}");

        assertThat(year.share(day("2026-05-01"))).isEqualTo(Share.PART);
        assertThat(year.share(day("2026-05-02"))).isEqualTo(Share.WHOLE);
        assertThat(year.share(day("2026-05-03"))).isEqualTo(Share.PART);
        assertThat(year.share(day("2026-05-04"))).isEqualTo(Share.NONE);
    }

    @Test
    void aWindowByCronIsInPart() {
        var year = year("{name: c, cron: [\"* 22-23 * * 6\"]}");

        assertThat(year.share(day("2026-11-28"))).isEqualTo(Share.PART);
        assertThat(year.share(day("2026-11-27"))).isEqualTo(Share.NONE);
    }

    @Test
    void sundayIsZeroInFiveFieldsAndOneInSix() {
        assertThat(year("{name: c, cron: [\"* * * * 0\"]}").share(day("2026-11-29")))
                .isEqualTo(Share.WHOLE);
        assertThat(year("{name: c, cron: [\"* * * ? * 1\"]}").share(day("2026-11-29")))
                .isEqualTo(Share.WHOLE);
        assertThat(year("{name: c, cron: [\"* * * ? * MON-FRI\"]}").share(day("2026-11-29")))
                .isEqualTo(Share.NONE);
    }

    @Test
    void dayOfMonthAndOfWeekAreEitherInFiveFields() {
        var year = year("{name: c, cron: [\"* * 13 * fri\"]}");

        assertThat(year.share(day("2026-11-13"))).isEqualTo(Share.WHOLE);
        assertThat(year.share(day("2026-11-20"))).isEqualTo(Share.WHOLE);
        assertThat(year.share(day("2026-10-13"))).isEqualTo(Share.WHOLE);
        assertThat(year.share(day("2026-11-12"))).isEqualTo(Share.NONE);
    }

    @Test
    void whatIsNotDrawnIsNamed() {
        var year = year("{name: c, cron: [\"0 0 L * *\"], include: [gone], weekdays: [mon]}");

        assertThat(year.left()).containsExactly("0 0 L * *", "gone");
    }

    @Test
    void includedDaysAreAddedAndExceptedOnesRemoved() {
        var year =
                year(
                        "{name: c, include: [weekend], except: [open]}",
                        "{name: weekend, weekdays: [sat, sun]}",
                        "{name: open, dates: [2026-11-28]}");

        assertThat(year.share(day("2026-11-29"))).isEqualTo(Share.WHOLE);
        assertThat(year.reason(day("2026-11-29"))).isEqualTo("include");
        assertThat(year.share(day("2026-11-28"))).isEqualTo(Share.NONE);
    }

    @Test
    void calendarsThatIncludeEachOtherEnd() {
        var year =
                year(
                        "{name: a, include: [b]}",
                        "{name: b, include: [a], weekdays: [mon]}",
                        "{name: a, include: [b]}");

        assertThat(year.share(day("2026-11-30"))).isEqualTo(Share.WHOLE);
        assertThat(year.left()).containsExactly("a");
    }
}
