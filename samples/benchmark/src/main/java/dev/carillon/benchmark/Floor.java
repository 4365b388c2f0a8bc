package dev.carillon.benchmark;

import dev.carillon.benchmark.rival.FloorMain;

import java.util.List;

/// What the database alone can do with the same rows, from a process of its own with the same Java options.
final class Floor implements Measurement {
    private static final String PRODUCT = "plain JDBC";

    @Override
    public void measure(Bench bench) throws Exception {
        String name = bench.freshName("floor");
        var place = bench.store().fresh(bench.work().resolve(name), name);
        var figures =
                Rivals.figures(
                        bench,
                        name,
                        FloorMain.class,
                        List.of(
                                Rivals.durable(place.url()),
                                place.user(),
                                place.password(),
                                "" + bench.scale().backlog()));
        figures.forEach(
                (figure, rate) ->
                        bench.report()
                                .add(
                                        PRODUCT,
                                        bench.store().name(),
                                        figure,
                                        "rows/s",
                                        Double.parseDouble(rate)));
    }
}
