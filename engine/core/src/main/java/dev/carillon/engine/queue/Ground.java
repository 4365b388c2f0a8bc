package dev.carillon.engine.queue;

import dev.carillon.engine.auth.Secrets;
import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.run.Ids;

import java.time.Duration;

/// What all changes of runs stand on.
///
/// @param secrets seals what is stored of secret parameters
/// @param ahead runs due later than that from now wait as DELAYED
public record Ground(JobCatalog catalog, Lines lines, Ids ids, Secrets secrets, Duration ahead) {
    long aheadUs() {
        return ahead.toNanos() / 1_000;
    }
}
