package dev.carillon.console.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.BackfillRequest;
import dev.carillon.api.Carillon.Backfilled;
import dev.carillon.api.Carillon.Due;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.console.FakeCarillon;
import dev.carillon.console.FakeJobs;
import dev.carillon.console.NoticesKept;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.DirectBackground;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

class BackfillModelTest {
    /// Takes a plan only while nobody changed the job since.
    public static final class Cluster extends FakeJobs {
        private final List<BackfillRequest> asked = new ArrayList<>();
        private boolean changed;
        private boolean away;

        @Override
        public Backfilled backfill(String namespace, String name, BackfillRequest request) {
            if (away) {
                throw new CarillonException(ErrorCode.UNAVAILABLE, "no node answers");
            }
            asked.add(request);
            if (changed && request.plan() != null) {
                throw new CarillonException(
                        ErrorCode.CHANGED_MEANWHILE, "the job was changed since the preview");
            }
            return super.backfill(namespace, name, request);
        }
    }

    private final Cluster cluster = new Cluster();
    private final NoticesKept notices = new NoticesKept();
    private final List<String> then = new ArrayList<>();
    private final BackfillModel model =
            new BackfillModel(
                    new ClusterLink(
                            new Profile("test", URI.create("http://fake"), "t", Tint.BLUE, false),
                            cluster.carillon(),
                            new DirectBackground(),
                            () -> FakeCarillon.NOW),
                    cluster.define("{name: report, task: {shell: {command: [date]}}}"));

    private @Nullable String problem() {
        return model.problemProperty().get();
    }

    private void make() {
        model.make(notices, () -> then.add("closed"));
    }

    @Test
    void thePreviewIsOfTheRangeInThisZoneAndOfTheSchedule() {
        model.preview("2026-11-01", " 2026-11-03 06:30 ", "nightly");

        var asked = cluster.asked.getFirst();
        var zone = ZoneId.systemDefault();
        assertThat(asked.from())
                .isEqualTo(LocalDateTime.parse("2026-11-01T00:00").atZone(zone).toInstant());
        assertThat(asked.until())
                .isEqualTo(LocalDateTime.parse("2026-11-03T06:30").atZone(zone).toInstant());
        assertThat(asked.schedule()).isEqualTo("nightly");
        assertThat(asked.plan()).isNull();
        var preview = model.previewProperty().get();
        assertThat(preview).isNotNull();
        assertThat(preview.due()).extracting(Due::schedule).containsExactly("nightly", "nightly");
    }

    @Test
    void exactlyWhatWasPreviewedIsMade() {
        model.preview("2026-11-01", "2026-11-03", null);

        make();

        assertThat(cluster.calls())
                .containsExactly("backfill default/report null", "backfill default/report p1");
        assertThat(cluster.asked.getLast().from()).isEqualTo(cluster.asked.getFirst().from());
        assertThat(notices.told).containsExactly("done: 2 runs of default/report were made");
        assertThat(then).containsExactly("closed");
    }

    @Test
    void nothingIsMadeWithoutAPreviewOrAfterTheRangeChanged() {
        make();
        model.preview("2026-11-01", "2026-11-03", null);
        model.forget();
        make();

        assertThat(model.previewProperty().get()).isNull();
        assertThat(cluster.calls()).containsExactly("backfill default/report null");
        assertThat(then).isEmpty();
    }

    @Test
    void aRangeThatIsNoneIsRefusedWithWhatToWrite() {
        model.preview("yesterday", "2026-11-03", null);
        assertThat(problem()).contains("2027-01-31");
        model.preview("2026-11-03", "2026-11-03", null);
        assertThat(problem()).contains("ends before");
        assertThat(cluster.calls()).isEmpty();

        model.preview("2026-11-01", "2026-11-03", null);
        assertThat(problem()).isNull();
    }

    @Test
    void whenTheJobChangedSinceThePreviewNothingIsMadeAndItIsPreviewedAnew() {
        model.preview("2026-11-01", "2026-11-03", null);
        cluster.changed = true;

        make();

        assertThat(problem()).isEqualTo("the job was changed since the preview");
        assertThat(model.previewProperty().get()).isNull();
        assertThat(then).isEmpty();
        make();
        assertThat(cluster.asked).hasSize(2);
    }

    @Test
    void aPreviewThatIsRefusedIsTold() {
        cluster.away = true;

        model.preview("2026-11-01", "2026-11-03", null);

        assertThat(problem()).isEqualTo("no node answers");
        assertThat(model.previewProperty().get()).isNull();
    }
}
