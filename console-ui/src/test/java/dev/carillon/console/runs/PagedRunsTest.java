package dev.carillon.console.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Page;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.console.FakeCarillon;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.DirectBackground;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;

import javafx.collections.ListChangeListener;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

class PagedRunsTest {
    /// A million runs that are made as they are asked for, newest first.
    public static final class Million extends FakeCarillon {
        private static final int RUNS = 1_000_000;
        private final RunView pattern = new FakeCarillon().add("export", RunState.SUCCEEDED);
        private final AtomicInteger asked = new AtomicInteger();
        private boolean changed;

        private RunView run(int place) {
            return new RunView(
                    "01a21789-0000-7000-8000-%012d".formatted(RUNS - place),
                    pattern.job(),
                    pattern.jobVersion(),
                    changed ? RunState.FAILED : RunState.SUCCEEDED,
                    pattern.cause(),
                    pattern.scheduleId(),
                    pattern.nominal(),
                    pattern.due(),
                    pattern.createdAt(),
                    pattern.startedAt(),
                    pattern.finishedAt(),
                    pattern.attempt(),
                    pattern.maxAttempts(),
                    pattern.priority(),
                    pattern.queue(),
                    pattern.node(),
                    changed ? 2 : 1,
                    pattern.message(),
                    pattern.exitCode(),
                    pattern.progress(),
                    pattern.result(),
                    pattern.parameters());
        }

        @Override
        public Page<RunView> runs(RunQuery query, @Nullable String cursor, int limit) {
            asked.incrementAndGet();
            int from = cursor == null ? 0 : Integer.parseInt(cursor);
            var items = new ArrayList<RunView>();
            for (int i = from; i < Math.min(RUNS, from + limit); i++) {
                items.add(run(i));
            }
            int next = from + items.size();
            return new Page<>(items, next < RUNS ? Integer.toString(next) : null);
        }
    }

    private final Million cluster = new Million();
    private final DirectBackground background = new DirectBackground();
    private final ClusterLink link =
            new ClusterLink(
                    new Profile("test", URI.create("http://fake"), "t", Tint.BLUE, false),
                    cluster.carillon(),
                    background,
                    () -> FakeCarillon.NOW);
    private final PagedRuns runs =
            new PagedRuns(
                    link,
                    RunQuery.ALL,
                    PagedRuns.read(link.carillon(), RunQuery.ALL, null),
                    refusal -> {
                        throw refusal;
                    });

    private void scrollToEnd() {
        while (!runs.complete()) {
            runs.get(runs.size() - 1);
            background.tick();
        }
    }

    @Test
    void aPageIsReadWhenTheEndComesIntoSightAndNotBefore() {
        runs.get(10);
        background.tick();
        assertThat(cluster.asked.get()).isEqualTo(1);

        runs.get(runs.size() - 1);
        background.tick();

        assertThat(runs).hasSize(2 * PagedRuns.PAGE);
        assertThat(cluster.asked.get()).isEqualTo(2);
    }

    @Test
    void aMillionRunsAreScrolledThroughWithFewInMemory() {
        scrollToEnd();

        assertThat(runs).hasSize(Million.RUNS);
        assertThat(runs.loadedPages()).isLessThanOrEqualTo(16);
        assertThat(cluster.asked.get()).isEqualTo(Million.RUNS / PagedRuns.PAGE);
        assertThat(Objects.requireNonNull(runs.get(Million.RUNS - 1).run()).id())
                .endsWith("000000000001");
    }

    @Test
    void aPageThatWasDroppedIsReadAgainWhenItComesBackIntoSight() {
        for (int i = 0; i < 30; i++) {
            runs.get(runs.size() - 1);
            background.tick();
        }
        int asked = cluster.asked.get();

        var row = runs.get(300);
        assertThat(row.run()).isNull();
        assertThat(row.id()).isEqualTo(cluster.run(300).id());
        background.tick();

        assertThat(row.run()).isEqualTo(cluster.run(300));
        assertThat(cluster.asked.get()).isEqualTo(asked + 1);
    }

    @Test
    void aRunChangesInItsRowAndNothingMoves() {
        var row = runs.get(5);
        var changes = new ArrayList<String>();
        runs.addListener(
                (ListChangeListener<PagedRuns.Row>) change -> changes.add(change.toString()));
        cluster.changed = true;

        assertThat(runs.update(cluster.run(5))).isTrue();

        assertThat(Objects.requireNonNull(row.run()).state()).isEqualTo(RunState.FAILED);
        assertThat(runs.get(5)).isSameAs(row);
        assertThat(changes).isEmpty();
    }

    @Test
    void idsAreKnownOfRowsThatAreNotInMemory() {
        for (int i = 0; i < 30; i++) {
            runs.get(runs.size() - 1);
            background.tick();
        }
        int asked = cluster.asked.get();

        assertThat(runs.ids(List.of(0, 300, 5_000)))
                .containsExactly(
                        cluster.run(0).id(), cluster.run(300).id(), cluster.run(5_000).id());
        assertThat(cluster.asked.get()).isEqualTo(asked);
    }
}
