package dev.carillon.engine.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.CalendarDefinition;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.LocalDate;
import java.util.List;

class IcsCalendarTest {
    private static final LocalDate FROM = LocalDate.of(2026, 1, 1);
    private static final LocalDate UNTIL = LocalDate.of(2027, 1, 1);

    @Test
    void readsAPublicHolidaySite() {
        String text =
                """
                BEGIN:VCALENDAR
                VERSION:2.0
                PRODID:-//Feiertage//DE
                METHOD:PUBLISH
                BEGIN:VEVENT
                UID:1@feiertage.example
                DTSTAMP:20251001T120000Z
                DTSTART;VALUE=DATE:20260403
                DTEND;VALUE=DATE:20260404
                SUMMARY:Karfreitag
                TRANSP:TRANSPARENT
                END:VEVENT
                BEGIN:VEVENT
                UID:2@feiertage.example
                DTSTART;VALUE=DATE:20261225
                DTEND;VALUE=DATE:20261227
                SUMMARY:Weihnachten\\, beide Tage\\; in ganz Deutschland und in so vielen ande
                 ren Ländern
                END:VEVENT
                BEGIN:VEVENT
                UID:3@feiertage.example
                DTSTART;VALUE=DATE:20260501
                SUMMARY:Tag der Arbeit
                END:VEVENT
                BEGIN:VEVENT
                UID:4@feiertage.example
                DTSTART;VALUE=DATE:20250101
                SUMMARY:Neujahr 2025
                END:VEVENT
                END:VCALENDAR
                """
                        .replace("\n", "\r\n");

        CalendarDefinition calendar = IcsCalendar.read("de", text, FROM, UNTIL);

        assertThat(calendar.name()).isEqualTo("de");
        assertThat(dates(calendar))
                .containsExactly(
                        "2026-04-03..2026-04-03",
                        "2026-12-25..2026-12-26",
                        "2026-05-01..2026-05-01");
        assertThat(calendar.periods()).isEmpty();
    }

    @Test
    void readsGoogleWithAMovedAndACancelledMeeting() {
        String text =
                """
                BEGIN:VCALENDAR
                PRODID:-//Google Inc//Google Calendar 70.9054//EN
                VERSION:2.0
                X-WR-TIMEZONE:Europe/Berlin
                BEGIN:VTIMEZONE
                TZID:Europe/Berlin
                BEGIN:STANDARD
                DTSTART:19701025T030000
                RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
                END:STANDARD
                END:VTIMEZONE
                BEGIN:VEVENT
                DTSTART;TZID=Europe/Berlin:20260323T090000
                DTEND;TZID=Europe/Berlin:20260323T100000
                RRULE:FREQ=WEEKLY;UNTIL=20260420T215959Z;BYDAY=MO
                EXDATE;TZID=Europe/Berlin:20260406T090000
                UID:weekly@google.com
                SUMMARY:Maintenance
                BEGIN:VALARM
                TRIGGER:-PT10M
                DURATION:PT5M
                END:VALARM
                END:VEVENT
                BEGIN:VEVENT
                DTSTART;TZID=Europe/Berlin:20260414T140000
                DTEND;TZID=Europe/Berlin:20260414T150000
                UID:weekly@google.com
                RECURRENCE-ID;TZID=Europe/Berlin:20260413T090000
                END:VEVENT
                BEGIN:VEVENT
                DTSTART:20260505T080000Z
                DTEND:20260505T090000Z
                STATUS:CANCELLED
                UID:gone@google.com
                END:VEVENT
                END:VCALENDAR
                """;

        CalendarDefinition calendar = IcsCalendar.read("g", text, FROM, UNTIL);

        // Summer time begins on 29 March; 6 April is left out, 13 April is moved to the 14th.
        assertThat(periods(calendar))
                .containsExactly(
                        "2026-03-23T08:00:00Z..2026-03-23T09:00:00Z",
                        "2026-03-30T07:00:00Z..2026-03-30T08:00:00Z",
                        "2026-04-20T07:00:00Z..2026-04-20T08:00:00Z",
                        "2026-04-14T12:00:00Z..2026-04-14T13:00:00Z");
    }

    @Test
    void readsOutlookWithNamesOfWindowsZones() {
        String text =
                """
                BEGIN:VCALENDAR
                PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN
                BEGIN:VTIMEZONE
                TZID:W. Europe Standard Time
                BEGIN:STANDARD
                DTSTART:16010101T030000
                RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
                END:STANDARD
                END:VTIMEZONE
                BEGIN:VEVENT
                DTSTART;TZID="W. Europe Standard Time":20261023T220000
                DURATION:PT4H
                RRULE:FREQ=DAILY;COUNT=4
                EXDATE;TZID="W. Europe Standard Time":20261024T220000
                UID:040000008200E00074C5B7101A82E008
                END:VEVENT
                BEGIN:VEVENT
                DTSTART;VALUE=DATE:20260101
                DTEND;VALUE=DATE:20260102
                X-MICROSOFT-CDO-ALLDAYEVENT:TRUE
                RRULE:FREQ=YEARLY;BYMONTHDAY=1;BYMONTH=1
                UID:newyear
                END:VEVENT
                END:VCALENDAR
                """
                        .replace("\n", "\r\n");

        CalendarDefinition calendar = IcsCalendar.read("o", text, FROM, LocalDate.of(2029, 1, 1));

        assertThat(periods(calendar))
                .containsExactly(
                        "2026-10-23T20:00:00Z..2026-10-24T00:00:00Z",
                        "2026-10-25T21:00:00Z..2026-10-26T01:00:00Z",
                        "2026-10-26T21:00:00Z..2026-10-27T01:00:00Z");
        assertThat(dates(calendar))
                .containsExactly(
                        "2026-01-01..2026-01-01",
                        "2027-01-01..2027-01-01",
                        "2028-01-01..2028-01-01");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        20260101 | FREQ=DAILY;INTERVAL=100                   | 01-01 04-11 07-20 10-28
        20260105 | FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;COUNT=5 | 01-05 01-09 01-19 01-23 02-02
        20260106 | FREQ=WEEKLY;COUNT=3                       | 01-06 01-13 01-20
        20260131 | FREQ=MONTHLY;COUNT=4                      | 01-31 03-31 05-31 07-31
        20260112 | FREQ=MONTHLY;BYDAY=2MO;COUNT=3            | 01-12 02-09 03-09
        20260130 | FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20260430    | 01-30 02-27 03-27 04-24
        20260131 | FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3        | 01-31 02-28 03-31
        20260213 | FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13       | 02-13 03-13 11-13
        20260525 | FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO          | 05-25
        20261126 | FREQ=YEARLY;BYMONTH=11;BYDAY=4TH          | 11-26
        20260101 | FREQ=YEARLY;BYDAY=1TH,-1TH                | 01-01 12-31
        20260301 | FREQ=DAILY;BYMONTH=3;BYMONTHDAY=1,2;BYDAY=SU,MO | 03-01 03-02
        20240229 | FREQ=YEARLY                               |
        20200106 | FREQ=WEEKLY;INTERVAL=26                   | 06-29 12-28
        20251229 | FREQ=DAILY;COUNT=5                        | 01-01 01-02
        """)
    void repeatsOn(String start, String rule, String days) {
        String text =
                """
                BEGIN:VCALENDAR
                BEGIN:VEVENT
                DTSTART;VALUE=DATE:%s
                RRULE:%s
                END:VEVENT
                END:VCALENDAR
                """
                        .formatted(start, rule);

        List<String> expected =
                days == null
                        ? List.of()
                        : List.of(days.split(" ")).stream()
                                .map(day -> "2026-" + day + "..2026-" + day)
                                .toList();

        assertThat(dates(IcsCalendar.read("c", text, FROM, UNTIL)))
                .containsExactlyElementsOf(expected);
    }

    @Test
    void addsDatesAndFloatingTimes() {
        String text =
                """
                BEGIN:VCALENDAR
                BEGIN:VEVENT
                DTSTART:20260601T100000
                DURATION:PT30M
                RDATE:20260602T100000,20260603T110000
                RDATE;VALUE=PERIOD:20260604T120000Z/20260604T140000Z,20260605T120000Z/PT1H
                END:VEVENT
                END:VCALENDAR
                """;

        assertThat(periods(IcsCalendar.read("c", text, FROM, UNTIL)))
                .containsExactly(
                        "2026-06-01T10:00:00Z..2026-06-01T10:30:00Z",
                        "2026-06-02T10:00:00Z..2026-06-02T10:30:00Z",
                        "2026-06-03T11:00:00Z..2026-06-03T11:30:00Z",
                        "2026-06-04T12:00:00Z..2026-06-04T14:00:00Z",
                        "2026-06-05T12:00:00Z..2026-06-05T13:00:00Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        DTSTART:2026-01-01                                  | line 3: DTSTART has '2026-01-01'; write a date as 20261224
        DTSTART:20260230                                    | line 3: DTSTART has '20260230', which does not exist
        SUMMARY:nothing                                     | line 2: the event has no DTSTART
        DTSTART;TZID=Mars/Base:20260101T000000              | line 3: there is no time zone 'Mars/Base'; write TZID as a place
        DTSTART:20260101~RRULE:FREQ=HOURLY                  | line 4: RRULE has FREQ=HOURLY, which is not supported
        DTSTART:20260101~RRULE:INTERVAL=2                   | line 4: RRULE has no FREQ
        DTSTART:20260101~RRULE:FREQ=DAILY;BYSETPOS=-1       | line 4: RRULE has BYSETPOS, which is not supported; write the days
        DTSTART:20260101~RRULE:FREQ=MONTHLY;BYDAY=XX        | line 4: RRULE has the weekday 'XX'; write MO, 2MO or -1FR
        DTSTART:20260101~RRULE:FREQ=WEEKLY;BYDAY=2MO        | line 4: RRULE counts weekdays as in 2MO
        DTSTART:20260101~RRULE:FREQ=MONTHLY;BYMONTHDAY=0    | line 4: RRULE has BYMONTHDAY=0; allowed is -31 to 31, but not 0
        DTSTART:20260101~EXRULE:FREQ=DAILY                  | line 4: EXRULE is not supported; list the days
        DTSTART:20260102~DTEND:20260101                     | line 4: the event ends before it begins
        DTSTART:20260102~DTEND:20260103T000000Z             | line 4: one of DTSTART and DTEND is a date
        DTSTART:20260102~DURATION:-P1D                      | line 4: the duration '-P1D' is not supported
        DTSTART:20260102~SUMMARY:a~ folded~DURATION:P       | line 6: the duration 'P' is not supported
        DTSTART:20260102~words                              | line 4: there is no property in 'words'
        DTSTART:20260102~END:VTODO                          | line 4: END:VTODO ends what did not begin
        DTSTART:20260102~BEGIN:VALARM                       | line 5: END:VEVENT ends what did not begin
        """)
    void refusesWithTheLineAndWhatToDo(String lines, String expected) {
        String text =
                "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"
                        + lines.replace("~", "\r\n")
                        + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

        assertThatThrownBy(() -> IcsCalendar.read("c", text, FROM, UNTIL))
                .isInstanceOfSatisfying(
                        CarillonException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_DEFINITION))
                .hasMessageContaining("Calendar c, " + expected);
    }

    @Test
    void refusesWhatIsNoCalendarOrCutOff() {
        assertThatThrownBy(() -> IcsCalendar.read("c", "<html>", FROM, UNTIL))
                .hasMessageContaining("line 1:");
        assertThatThrownBy(() -> IcsCalendar.read("c", "X:1", FROM, UNTIL))
                .hasMessageContaining("has to begin with BEGIN:VCALENDAR");
        assertThatThrownBy(
                        () -> IcsCalendar.read("c", "BEGIN:VCALENDAR\nBEGIN:VEVENT", FROM, UNTIL))
                .hasMessageContaining("line 2: VEVENT has no END; the text is cut off");
    }

    @Test
    void isBounded() {
        String daily =
                "BEGIN:VEVENT\nDTSTART:20260101\nRRULE:FREQ=DAILY;COUNT=999999\nEND:VEVENT\n";
        String wholeDays = "BEGIN:VCALENDAR\n" + daily + "END:VCALENDAR";
        String slow = "BEGIN:VCALENDAR\n" + daily.replace("20260101", "00010101") + "END:VCALENDAR";

        assertThatThrownBy(() -> IcsCalendar.read("c", wholeDays, FROM, LocalDate.of(2100, 1, 1)))
                .hasMessageContaining("line 2: there are more than 20000 entries");
        assertThatThrownBy(() -> IcsCalendar.read("c", slow, FROM, UNTIL))
                .hasMessageContaining("line 2: the events repeat too often");
        assertThatThrownBy(() -> IcsCalendar.read("c", "X".repeat((4 << 20) + 1), FROM, UNTIL))
                .hasMessageContaining("more than 4 MiB");
    }

    private static List<String> dates(CalendarDefinition calendar) {
        return calendar.dates().stream().map(days -> days.first() + ".." + days.last()).toList();
    }

    private static List<String> periods(CalendarDefinition calendar) {
        return calendar.periods().stream().map(each -> each.from() + ".." + each.until()).toList();
    }
}
