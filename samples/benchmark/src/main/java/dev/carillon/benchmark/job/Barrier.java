package dev.carillon.benchmark.job;

import dev.carillon.plugin.Job;
import dev.carillon.plugin.JobContext;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/// Keeps its slot until the file named by the parameter `file` exists, so that what is submitted
/// meanwhile queues up. The first run looks for the file, the others wait for the first: hundreds of
/// threads that look would cost what is to be measured.
public final class Barrier implements Job {
    private static final long STEP_NANOS = 10_000_000;
    private static final Map<String, CountDownLatch> OPENED = new ConcurrentHashMap<>();

    @Override
    public void run(JobContext context) throws InterruptedException {
        String file = context.parameters().get("file");
        var mine = new CountDownLatch(1);
        var first = OPENED.putIfAbsent(file, mine);
        if (first != null) {
            first.await();
            return;
        }
        while (!Files.exists(Path.of(file)) && !context.cancelled()) {
            LockSupport.parkNanos(STEP_NANOS);
        }
        mine.countDown();
    }
}
