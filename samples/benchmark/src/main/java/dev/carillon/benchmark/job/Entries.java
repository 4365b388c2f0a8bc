package dev.carillon.benchmark.job;

import dev.carillon.plugin.Job;
import dev.carillon.plugin.JobContext;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Writes what [Punctual] noted to the file named by the parameter `file`, a line for each entry with
/// the id of the run and the instant.
public final class Entries implements Job {
    @Override
    public void run(JobContext context) throws IOException {
        Files.write(Path.of(context.parameters().get("file")), List.copyOf(Punctual.ENTERED));
    }
}
