package dev.carillon.console.link;

import dev.carillon.api.CarillonException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Asks the same at regular times, for what the feed does not tell or not in full. The next question waits for the answer of the one
/// before, however slow it is. On the screen's thread.
public final class Watch<T> {
    /// While runs begin and end, it is not asked more often.
    private static final Duration CALM = Duration.ofMillis(500);

    private static final Duration MOMENT = Duration.ofSeconds(2);

    private final Background background;
    private final Duration period;
    private final Supplier<T> question;
    private final Consumer<T> answer;
    private final Consumer<CarillonException> refusal;
    private @Nullable ClusterLink followed;
    private Background.@Nullable Ticking hearing;
    private Background.@Nullable Ticking ticking;
    private Background.@Nullable Question asked;
    private boolean again;
    private boolean calming;
    private boolean young;

    /// @param question is asked on another thread
    public Watch(
            Background background,
            Duration period,
            Supplier<T> question,
            Consumer<T> answer,
            Consumer<CarillonException> refusal) {
        this.background = background;
        this.period = period;
        this.question = question;
        this.answer = answer;
        this.refusal = refusal;
    }

    /// Asks from now on also when the feed tells that somebody changed something, and soon after it tells of runs.
    public void follow(ClusterLink link) {
        followed = link;
    }

    private void heard(Changes changes) {
        if (changes.everything()) {
            anew();
        } else if (changes.has("change")) {
            hurry();
        } else if (!changes.runs().isEmpty()) {
            hurryWithin(CALM);
        }
    }

    /// Begins, unless it has begun.
    public void start() {
        if (ticking == null) {
            if (followed != null) {
                hearing = followed.listen(this::heard);
            }
            ticking = background.every(period, this::tick);
            tick();
        }
    }

    /// Neither asks nor answers from now on.
    public void stop() {
        if (ticking != null) {
            ticking.close();
            ticking = null;
        }
        if (hearing != null) {
            hearing.close();
            hearing = null;
        }
        if (asked != null) {
            asked.cancel();
            asked = null;
        }
        again = false;
    }

    /// Asks now, or as soon as the answer that is on its way is there: it may be older than what the caller did.
    public void hurry() {
        if (ticking == null) {
            return;
        }
        if (asked != null) {
            again = true;
            return;
        }
        tick();
    }

    /// Asks now, whatever is under way: what was asked may be asked of a node that hangs. What was asked so a moment ago is
    /// left its time, or nothing would be answered while this is called again and again.
    public void anew() {
        if (asked != null && !young) {
            asked.cancel();
            asked = null;
        }
        if (ticking != null && asked == null) {
            young = true;
            background.after(MOMENT, () -> young = false);
        }
        hurry();
    }

    /// Asks within a time, once however often this is called meanwhile: what is told of may come in storms.
    public void hurryWithin(Duration calm) {
        if (!calming) {
            calming = true;
            background.after(
                    calm,
                    () -> {
                        calming = false;
                        hurry();
                    });
        }
    }

    private void tick() {
        if (asked != null) {
            return;
        }
        var mark = new Asked();
        asked = mark;
        var question =
                background.ask(
                        this.question,
                        value -> {
                            asked = null;
                            answer.accept(value);
                            repeat();
                        },
                        why -> {
                            asked = null;
                            refusal.accept(why);
                            repeat();
                        });
        // It may be answered already.
        if (asked == mark) {
            asked = question;
        }
    }

    private void repeat() {
        if (again) {
            again = false;
            tick();
        }
    }

    private static final class Asked implements Background.Question {
        @Override
        public void cancel() {}
    }
}
