package dev.carillon.console.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

@Timeout(30)
class ThreadedBackgroundTest {
    private final ThreadedBackground background = new ThreadedBackground(Runnable::run);

    @Test
    void whatIsWantedLaterWhenAllEndsDoesNotCome() {
        List<String> done = new ArrayList<>();
        background.close();

        background.after(Duration.ZERO, () -> done.add("after")).cancel();
        background.every(Duration.ofMillis(1), () -> done.add("every")).close();

        assertThat(done).isEmpty();
    }

    @Test
    void aQuestionEndsAlsoWithAnErrorOfTheMachine() {
        var refused = new CompletableFuture<CarillonException>();

        background.<String>ask(
                () -> {
                    throw new OutOfMemoryError("an answer without end");
                },
                _ -> refused.complete(new CarillonException(ErrorCode.CONFLICT, "answered")),
                refused::complete);

        assertThat(refused.join().code()).isEqualTo(ErrorCode.BUG);
        assertThat(refused.join()).hasMessageContaining("an answer without end");
    }
}
