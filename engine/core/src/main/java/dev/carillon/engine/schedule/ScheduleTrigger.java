package dev.carillon.engine.schedule;

import dev.carillon.engine.store.DueTrigger;
import dev.carillon.engine.time.DueTimes;

import org.jspecify.annotations.Nullable;
import org.quartz.Calendar;
import org.quartz.ScheduleBuilder;
import org.quartz.impl.triggers.AbstractTrigger;

import java.util.Date;

/// A due trigger as Quartz's scheduler thread sees it. Its times come from [DueTimes], since Quartz's
/// own cron is wrong around changes of daylight saving. It is made when the time to fire it has come by
/// the database's clock, and shows Quartz a time long past: Quartz would wait for another one by the
/// wall clock of this machine, which may be wrong or step.
final class ScheduleTrigger extends AbstractTrigger<ScheduleTrigger> {
    private final transient DueTrigger row;
    private final transient DueTimes times;
    private @Nullable Date next;
    private @Nullable Date previous;

    ScheduleTrigger(DueTrigger row, DueTimes times) {
        super(row.name(), row.group());
        this.row = row;
        this.times = times;
        this.next = new Date(0);
    }

    DueTrigger row() {
        return row;
    }

    @Override
    public void triggered(@Nullable Calendar calendar) {
        previous = new Date(row.nextMillis());
        next = getFireTimeAfter(previous);
    }

    @Override
    public @Nullable Date getFireTimeAfter(Date after) {
        var following = times.after(after.toInstant());
        return following == null ? null : Date.from(following);
    }

    @Override
    public @Nullable Date computeFirstFireTime(@Nullable Calendar calendar) {
        return next;
    }

    @Override
    public boolean mayFireAgain() {
        return next != null;
    }

    @Override
    public Date getStartTime() {
        return new Date(row.nextMillis());
    }

    @Override
    public void setStartTime(Date startTime) {
        throw new IllegalStateException("a schedule is changed by applying its job");
    }

    @Override
    public void setEndTime(Date endTime) {
        throw new IllegalStateException("a schedule is changed by applying its job");
    }

    @Override
    public @Nullable Date getEndTime() {
        return null;
    }

    @Override
    public @Nullable Date getNextFireTime() {
        return next;
    }

    @Override
    public @Nullable Date getPreviousFireTime() {
        return previous;
    }

    @Override
    public @Nullable Date getFinalFireTime() {
        return null;
    }

    @Override
    public void setNextFireTime(@Nullable Date nextFireTime) {
        next = nextFireTime;
    }

    @Override
    public void setPreviousFireTime(@Nullable Date previousFireTime) {
        previous = previousFireTime;
    }

    // Missed times are the engine's own: see dev.carillon.engine.policy.CatchUps.
    @Override
    public void updateAfterMisfire(@Nullable Calendar calendar) {}

    @Override
    public void updateWithNewCalendar(@Nullable Calendar calendar, long misfireThreshold) {}

    @Override
    protected boolean validateMisfireInstruction(int candidate) {
        return candidate == MISFIRE_INSTRUCTION_SMART_POLICY;
    }

    @Override
    public ScheduleBuilder<ScheduleTrigger> getScheduleBuilder() {
        throw new IllegalStateException("a schedule is built from its definition");
    }
}
