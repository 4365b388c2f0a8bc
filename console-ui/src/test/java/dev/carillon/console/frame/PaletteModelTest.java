package dev.carillon.console.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Page;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.console.FakeCarillon;
import dev.carillon.console.frame.PaletteModel.Entry;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.DirectBackground;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

class PaletteModelTest {
    /// Notes what runs were asked for.
    public static final class Cluster extends FakeCarillon {
        private final List<RunQuery> asked = new ArrayList<>();

        @Override
        public synchronized Page<RunView> runs(RunQuery query, @Nullable String cursor, int limit) {
            asked.add(query);
            return super.runs(query, cursor, limit);
        }
    }

    private final Cluster cluster = new Cluster();
    private final List<Place> gone = new ArrayList<>();
    private final List<String> done = new ArrayList<>();
    private final Navigator navigator =
            new Navigator() {
                @Override
                public void go(Place place) {
                    gone.add(place);
                }

                @Override
                public void back() {
                    done.add("back");
                }
            };
    private final PaletteModel model =
            new PaletteModel(
                    new ClusterLink(
                            new Profile("test", URI.create("http://fake"), "t", Tint.BLUE, false),
                            cluster.carillon(),
                            new DirectBackground(),
                            () -> FakeCarillon.NOW),
                    navigator,
                    () ->
                            List.of(
                                    Command.of("Cancel the run", "X", () -> done.add("cancel")),
                                    Command.of("Go to Runs", "Shortcut+3", () -> done.add("runs")),
                                    Command.of("Read anew", "F5", () -> done.add("anew"))));

    private List<String> found(String text) {
        model.search(text);
        return model.entries().get().stream().map(Entry::text).toList();
    }

    private void choose(String text) {
        model.entries().get().stream()
                .filter(entry -> entry.text().contains(text))
                .findFirst()
                .orElseThrow()
                .action()
                .run();
    }

    @Test
    void withoutATextAllCommandsAreThereAndNothingIsAsked() {
        cluster.setAway(true);

        assertThat(found("  ")).containsExactly("Cancel the run", "Go to Runs", "Read anew");
    }

    @Test
    void aCommandIsFoundByItsLettersTheBestFitFirst() {
        assertThat(found("run")).containsExactly("Go to Runs", "Cancel the run");
        assertThat(found("ctr")).containsExactly("Cancel the run");
        assertThat(found("xyz")).isEmpty();

        found("read");
        choose("Read anew");
        assertThat(done).containsExactly("anew");
    }

    @Test
    void jobsAndNodesAreFoundByAPartOfTheirNameAndLeadThere() {
        cluster.add(FakeCarillon.jobOf("nightly-report", "{}"));
        cluster.add(FakeCarillon.jobOf("mail", "{}"));

        assertThat(found("Report")).contains("default/nightly-report");
        choose("nightly-report");
        found("a");
        choose("default/mail");

        assertThat(model.entries().get()).extracting(Entry::text).contains("a");
        assertThat(gone)
                .containsExactly(
                        new Place.Job("default/nightly-report"), new Place.Job("default/mail"));
    }

    @Test
    void whileNoNodeAnswersTheCommandsAreThereAllTheSame() {
        cluster.setAway(true);

        assertThat(found("cancel")).containsExactly("Cancel the run");
    }

    @Test
    void aWholeIdLeadsToItsRunWithoutAQuestion() {
        cluster.setAway(true);
        String id = "01A21789-0000-7000-8000-000000000001";

        assertThat(found(id)).hasSize(1);
        choose("01a21789");

        assertThat(gone).containsExactly(new Place.Run("01a21789-0000-7000-8000-000000000001"));
    }

    @Test
    void aRunIsFoundByTheEndOfItsId() {
        for (int i = 0; i < 300; i++) {
            cluster.add("export", RunState.SUCCEEDED);
        }

        assertThat(found("00000042"))
                .containsExactly("Open run 01a21789-0000-7000-8000-000000000042 of default/export");
        choose("000042");
        assertThat(gone).containsExactly(new Place.Run("01a21789-0000-7000-8000-000000000042"));
    }

    @Test
    void ofTheRunsThatBeginAlikeTheNewestAreOffered() {
        for (int i = 0; i < 7; i++) {
            cluster.add("export", RunState.SUCCEEDED);
        }

        assertThat(found("01a21789"))
                .hasSize(5)
                .first()
                .isEqualTo("Open run 01a21789-0000-7000-8000-000000000007 of default/export");
    }

    @Test
    void anOldRunIsLookedForWhereItsIdSaysThatItWasMade() {
        found("01a21789-05");

        var made = cluster.asked.getLast();
        assertThat(made.newerThan()).isEqualTo("01a21789-0500-0000-0000-000000000000");
        assertThat(made.until())
                .isEqualTo(Instant.ofEpochMilli(0x01a2178905ffL).plus(Duration.ofSeconds(2)));
    }

    @Test
    void whatIsTooShortOrNoPartOfAnIdAsksForNoRuns() {
        found("01a2178");
        found("deadbeet");
        found("01a21789x");

        assertThat(cluster.asked).isEmpty();
    }

    @Test
    void whatNoIdBeginsWithIsLookedForAsAnEndAlone() {
        found("0000-00000042");

        assertThat(cluster.asked).containsExactly(RunQuery.ALL);
    }
}
