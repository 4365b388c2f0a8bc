package dev.carillon.node;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Commands that list what jobs share: queues and calendars.
final class SharedCommands {
    private SharedCommands() {}

    @Command(
            description = {
                "List the queues, with the limits that hold now and what runs and waits in them.",
                ""
            })
    static int queues(@Mixin Target target) {
        var queues = target.carillon().queues();
        target.answer(queues, QueueLines.table(queues));
        return Exit.OK;
    }

    @Command(description = {"List the calendars, what they are made of and what names them.", ""})
    static int calendars(@Mixin Target target) {
        var calendars = target.carillon().calendars();
        target.answer(calendars, CalendarLines.table(calendars));
        return Exit.OK;
    }
}
