package dev.carillon.engine.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.Carillon.Planned;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.JobView;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.stream.IntStream;

@ParameterizedClass
@EnumSource(StoreKind.class)
class JobCatalogStoreTest {
    private final EngineFixture engine;
    private final JobCatalog catalog;
    private final JobViews views;

    JobCatalogStoreTest(StoreKind kind) {
        engine = new EngineFixture(kind);
        catalog =
                new JobCatalog(
                        engine.database,
                        engine.segments,
                        engine.time::micros,
                        600,
                        (queue, placement) -> {});
        views = new JobViews(engine.database);
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    private static List<JobDefinition> jobs(int count, String more) {
        var text = new StringBuilder();
        IntStream.range(0, count)
                .forEach(
                        i ->
                                text.append("---\nname: job-")
                                        .append(String.format("%04d", i))
                                        .append("\ntask: {shell: {command: [x]}}\n")
                                        .append(more)
                                        .append('\n'));
        return Definitions.parse(text.toString(), "test");
    }

    private int stored() {
        return views.find(null, null, 1_000).items().size();
    }

    @Test
    void aSetLargerThanATransactionIsStoredWhole() {
        var plan = catalog.put(jobs(450, "schedules: [{every: 1h}]"), "test", null, false);

        assertThat(plan).hasSize(450).extracting(Planned::change).containsOnly("CREATE");
        assertThat(stored()).isEqualTo(450);
    }

    @Test
    void aSetOverTheQuotaChangesNothingWhateverItsSize() {
        for (int count : List.of(150, 450)) {
            assertThatThrownBy(
                            () ->
                                    catalog.put(
                                            jobs(
                                                    count,
                                                    "schedules: [{id: a, every: 1h}, {id: b, every: 2h}, {id: c, every: 3h}, {id: d, every: 4h}, {id: e, every: 5h}]"),
                                            "test",
                                            null,
                                            false))
                    .isInstanceOf(CarillonException.class)
                    .hasMessageContaining("quota is 600");
        }

        assertThat(stored()).isZero();
    }

    @Test
    void anEqualDefinitionIsNoChangeAndADryRunStoresNothing() {
        catalog.put(jobs(2, "priority: 3"), "test", null, false);

        var dry = catalog.put(jobs(3, "priority: 4"), "test", null, true);
        var again = catalog.put(jobs(2, "priority: 3"), "test", null, false);

        assertThat(dry).extracting(Planned::change).containsExactly("UPDATE", "UPDATE", "CREATE");
        assertThat(again).extracting(Planned::change).containsOnly("NONE");
        assertThat(views.find(null, null, 10).items())
                .extracting(JobView::version)
                .containsExactly(1, 1);
    }

    @Test
    void aChangeOfAnotherVersionThanExpectedIsRefused() {
        var job = jobs(1, "");
        catalog.put(job, "test", 0, false);

        assertThatThrownBy(() -> catalog.put(jobs(1, "priority: 9"), "test", 7, false))
                .hasMessageContaining("has version 1, not 7");
        assertThatThrownBy(() -> catalog.put(job, "test", 0, false))
                .hasMessageContaining("has version 1, not 0");
        catalog.put(jobs(1, "priority: 9"), "test", 1, false);

        assertThat(views.get("default", "job-0000").version()).isEqualTo(2);
    }

    @Test
    void jobsAreListedInOrderAndInParts() {
        catalog.put(jobs(5, ""), "test", null, false);

        var first = views.find("JOB", null, 3);
        var second = views.find("job", first.cursor(), 3);

        assertThat(first.items()).hasSize(3);
        assertThat(second.items())
                .extracting(JobView::name)
                .containsExactly("job-0003", "job-0004");
        assertThat(second.cursor()).isNull();
    }
}
