package dev.carillon.console.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.CarillonException;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

class WatchTest {
    /// Answers when the test says so.
    private static final class Slow implements Background {
        private final Deque<Runnable> asked = new ArrayDeque<>();
        private final List<Runnable> ticking = new ArrayList<>();
        private final List<Runnable> later = new ArrayList<>();

        @Override
        public <T> Question ask(
                Supplier<T> question, Consumer<T> answer, Consumer<CarillonException> refusal) {
            Runnable entry = () -> answer.accept(question.get());
            asked.add(entry);
            return () -> asked.remove(entry);
        }

        @Override
        public Question after(Duration delay, Runnable action) {
            later.add(action);
            return () -> later.remove(action);
        }

        @Override
        public Ticking every(Duration period, Runnable action) {
            ticking.add(action);
            return () -> ticking.remove(action);
        }

        @Override
        public void onScreen(Runnable action) {
            action.run();
        }
    }

    private final Slow background = new Slow();
    private final List<String> heard = new ArrayList<>();
    private final Watch<String> watch =
            new Watch<>(
                    background,
                    Duration.ofSeconds(1),
                    () -> "answer",
                    heard::add,
                    refusal -> heard.add(refusal.getMessage()));

    @Test
    void theNextQuestionWaitsForTheAnswer() {
        watch.start();

        background.ticking.forEach(Runnable::run);

        assertThat(background.asked).hasSize(1);
    }

    @Test
    void hurryAsksAgainAfterTheAnswerThatIsOnItsWay() {
        watch.start();

        watch.hurry();
        background.asked.remove().run();

        assertThat(heard).containsExactly("answer");
        assertThat(background.asked).hasSize(1);
    }

    @Test
    void whatANodeThatHangsWasAskedIsAskedAnew() {
        watch.start();
        var hanging = background.asked.element();

        watch.anew();

        assertThat(background.asked).hasSize(1).doesNotContain(hanging);
        background.asked.remove().run();
        assertThat(heard).containsExactly("answer");
        assertThat(background.asked).isEmpty();
    }

    @Test
    void whatIsAskedAnewAgainAndAgainIsAnswered() {
        watch.start();
        watch.anew();
        var young = background.asked.element();

        watch.anew();

        assertThat(background.asked).containsExactly(young);
        background.asked.remove().run();
        assertThat(heard).containsExactly("answer");
        assertThat(background.asked).hasSize(1);

        background.later.forEach(Runnable::run);
        var old = background.asked.element();
        watch.anew();
        assertThat(background.asked).hasSize(1).doesNotContain(old);
    }

    @Test
    void nothingIsAnsweredOnceItIsStopped() {
        watch.start();

        watch.stop();
        watch.hurry();

        assertThat(background.asked).isEmpty();
        assertThat(background.ticking).isEmpty();
    }
}
