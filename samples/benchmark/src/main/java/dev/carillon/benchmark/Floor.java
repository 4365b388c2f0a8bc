package dev.carillon.benchmark;

import dev.carillon.benchmark.contender.FloorMain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the database alone can do with the same rows, from a process of its own with the same Java options.
final class Floor implements Measurement {
    static final String PRODUCT = "plain JDBC";
    static final String INSERTED = "rows inserted";
    static final String COMPLETED = "rows claimed and completed";
    static final String ALL = "rows inserted, claimed and completed";

    @Override
    public void measure(Bench bench) throws Exception {
        measure(bench, bench.scale().backlog())
                .forEach(
                        (figure, rate) ->
                                bench.report()
                                        .add(
                                                PRODUCT,
                                                bench.store().name(),
                                                figure,
                                                "rows/s",
                                                rate));
    }

    /// Rows a second, by what was done to them.
    static Map<String, Double> measure(Bench bench, int rows) throws Exception {
        String name = bench.freshName("floor");
        var place = bench.store().fresh(bench.work().resolve(name), name);
        var figures = new LinkedHashMap<String, Double>();
        Child.figures(
                        bench,
                        name,
                        FloorMain.class,
                        List.of(
                                Child.durable(place.url()),
                                place.user(),
                                place.password(),
                                "" + rows))
                .forEach((figure, rate) -> figures.put(figure, Double.parseDouble(rate)));
        return figures;
    }
}
