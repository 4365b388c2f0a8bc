package dev.carillon.samples;

import dev.carillon.plugin.Job;
import dev.carillon.plugin.JobContext;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reports on a web server's access log: parameter `file` names it.
public final class AccessLog implements Job {
    @Override
    public void run(JobContext context) throws IOException {
        Path file = Path.of(context.parameters().getOrDefault("file", "access.log"));
        long size = Math.max(1, Files.size(file));
        var report = new AccessReport();
        long read = 0;
        long lines = 0;
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                report.add(line);
                read += line.length() + 1;
                if (++lines % 500 == 0) {
                    context.progress(100.0 * read / size, lines + " lines");
                    if (context.cancelled()) {
                        return;
                    }
                }
            }
        }
        report.lines().forEach(context::log);
        context.result(report.summary());
    }
}
