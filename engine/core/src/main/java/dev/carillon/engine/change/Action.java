package dev.carillon.engine.change;

import dev.carillon.api.Role;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What a change did. The word of an action is the kind of what it changes, and what it does with it.
public enum Action {
    JOB_PUT(Aspect.DEFINITION, Role.AUTHOR),
    JOB_DELETE(Aspect.DEFINITION, Role.AUTHOR),
    JOB_PAUSE(Aspect.PAUSE, Role.OPERATOR),
    JOB_RESUME(Aspect.PAUSE, Role.OPERATOR),
    JOB_SKIP("the due times are passed over; run the job, or backfill them"),
    JOB_BACKFILL("the runs are made; cancel those that are not wanted"),
    RUN_HOLD(Aspect.COURSE, Role.OPERATOR),
    RUN_RELEASE(Aspect.COURSE, Role.OPERATOR),
    RUN_CANCEL("a run that was cancelled has ended; retry it"),
    RUN_RETRY(Aspect.ATTENTION, Role.OPERATOR),
    RUN_DISMISS(Aspect.ATTENTION, Role.OPERATOR),
    /// Takes a dismissal back.
    RUN_REOPEN(Aspect.ATTENTION, Role.OPERATOR),
    /// Of the runs of a plan, as the others of this kind.
    BULK_RETRY(Aspect.COURSE, Role.OPERATOR),
    BULK_HOLD(Aspect.COURSE, Role.OPERATOR),
    BULK_RELEASE(Aspect.COURSE, Role.OPERATOR),
    BULK_DISMISS(Aspect.COURSE, Role.OPERATOR),
    BULK_CANCEL("runs that were cancelled have ended; retry them"),
    BULK_UNDO("what was undone is done anew by another plan"),
    FAILURE_CHANGE("say again what holds of these failures"),
    QUEUE_PUT(Aspect.DEFINITION, Role.AUTHOR),
    /// Limits for a while.
    QUEUE_LIMIT(Aspect.DEFINITION, Role.OPERATOR),
    QUEUE_DELETE(Aspect.DEFINITION, Role.AUTHOR),
    QUEUE_PAUSE(Aspect.DEFINITION, Role.OPERATOR),
    QUEUE_RESUME(Aspect.DEFINITION, Role.OPERATOR),
    CALENDAR_PUT(Aspect.DEFINITION, Role.AUTHOR),
    CALENDAR_DELETE(Aspect.DEFINITION, Role.AUTHOR),
    NODE_CORDON(Aspect.PAUSE, Role.OPERATOR),
    NODE_UNCORDON(Aspect.PAUSE, Role.OPERATOR),
    TOKEN_CREATE(Aspect.DEFINITION, Role.ADMIN),
    TOKEN_REVOKE("a token that was revoked is known to others, perhaps; make a new one");

    // Changes of one aspect of a thing are taken back in the order in which they came.
    private enum Aspect {
        DEFINITION,
        PAUSE,
        COURSE,
        ATTENTION,
        NONE
    }

    private final Aspect aspect;
    private final Role role;
    private final @Nullable String whyFinal;

    Action(Aspect aspect, Role role) {
        this.aspect = aspect;
        this.role = role;
        whyFinal = null;
    }

    Action(String whyFinal) {
        aspect = Aspect.NONE;
        role = Role.OPERATOR;
        this.whyFinal = whyFinal;
    }

    /// Such as `job.put`.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /// Of what it changes, such as `job`.
    public String kind() {
        return name().substring(0, name().indexOf('_')).toLowerCase(Locale.ROOT);
    }

    /// Null when it can be taken back, otherwise why not and what to do.
    public @Nullable String whyFinal() {
        return whyFinal;
    }

    /// Who may take it back.
    public Role role() {
        return role;
    }

    /// Words of the actions that change the same aspect of the same thing.
    Set<String> rivals() {
        return Arrays.stream(values())
                .filter(each -> each.aspect == aspect && each.kind().equals(kind()))
                .map(Action::word)
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Empty for a word of a newer version.
    public static Optional<Action> of(String word) {
        return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
    }
}
