package dev.carillon.console.frame;

import dev.carillon.console.link.Memory;

/// What was looked for last in the lists of a cluster, kept from one start to the next.
final class LastPlaces {
    private final Memory memory;
    private final String cluster;

    LastPlaces(Memory memory, String cluster) {
        this.memory = memory;
        this.cluster = cluster;
    }

    /// The place, or the last one of its kind where it leaves that open.
    Place resolve(Place place) {
        if (place instanceof Place.Runs runs && runs.query() == null) {
            return new Place.Runs(memory.recall(runsKey()).orElse(""));
        }
        if (place instanceof Place.Jobs jobs && jobs.text() == null) {
            return new Place.Jobs(memory.recall(jobsKey()).orElse(""));
        }
        return place;
    }

    /// @throws dev.carillon.api.CarillonException when the disk is full; it is known until the console ends all the same
    void keep(Place place) {
        if (place instanceof Place.Runs runs && runs.query() != null) {
            memory.remember(runsKey(), runs.query());
        } else if (place instanceof Place.Jobs jobs && jobs.text() != null) {
            memory.remember(jobsKey(), jobs.text());
        }
    }

    private String runsKey() {
        return "last.runs." + cluster;
    }

    private String jobsKey() {
        return "last.jobs." + cluster;
    }
}
