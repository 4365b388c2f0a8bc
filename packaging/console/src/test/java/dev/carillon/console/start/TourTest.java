package dev.carillon.console.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.console.frame.Place;
import dev.carillon.console.link.ThreadedBackground;

import javafx.application.Platform;
import javafx.stage.Stage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.framework.junit5.ApplicationTest;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class TourTest extends ApplicationTest {
    private final ThreadedBackground background = new ThreadedBackground(Platform::runLater);
    private final MemoryCluster cluster = new MemoryCluster(Instant.now());
    private final CountDownLatch done = new CountDownLatch(1);
    private final List<Throwable> broken = new CopyOnWriteArrayList<>();

    @TempDir Path folder;

    @Override
    public void start(Stage stage) {
        Thread.currentThread().setUncaughtExceptionHandler((_, e) -> broken.add(e));
        var pace = new Tour.Pace(Duration.ofMillis(300), Duration.ofMillis(300));
        new Tour(stage, folder, background, cluster, pace, done::countDown).begin();
    }

    @Override
    public void stop() {
        background.close();
    }

    @Test
    void eachScreenFindsWhatItAsksFor() throws Exception {
        assertThat(done.await(60, TimeUnit.SECONDS)).as("the last screen was shown").isTrue();
        assertThat(broken).isEmpty();
        assertThat(cluster.refused()).isEmpty();
    }

    @Test
    void noScreenIsLeftOut() {
        assertThat(Tour.places())
                .extracting(Place::getClass)
                .extracting(Class::getName)
                .containsAll(
                        List.of(Place.class.getPermittedSubclasses()).stream()
                                .map(Class::getName)
                                .toList());
    }
}
