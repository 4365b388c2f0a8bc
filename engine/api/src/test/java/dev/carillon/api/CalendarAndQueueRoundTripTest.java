package dev.carillon.api;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// What is written of a calendar or a queue is read again as the same.
class CalendarAndQueueRoundTripTest {
    @Provide
    Arbitrary<CalendarDefinition> calendars() {
        return AnyCalendarOrQueue.calendars();
    }

    @Provide
    Arbitrary<QueueDefinition> queues() {
        return AnyCalendarOrQueue.queues();
    }

    @Property
    void jsonOfACalendarGivesTheCalendar(@ForAll("calendars") CalendarDefinition calendar) {
        var json = Definitions.toJson(calendar);

        assertThat(Definitions.parseCalendar(json.toString(), "json")).isEqualTo(calendar);
        assertThat(Schemas.errors(Part.Document.CALENDAR, json)).isEmpty();
    }

    @Property
    void jsonOfAQueueGivesTheQueue(@ForAll("queues") QueueDefinition queue) {
        var json = Definitions.toJson(queue);

        assertThat(Definitions.parseQueue(json.toString(), "json")).isEqualTo(queue);
        assertThat(Schemas.errors(Part.Document.QUEUE, json)).isEmpty();
    }
}
