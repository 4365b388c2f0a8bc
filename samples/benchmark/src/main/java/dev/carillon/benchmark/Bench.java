package dev.carillon.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What measurements share: the scale, the database under test, where to put folders and figures.
///
/// @param java options of the measured virtual machines
/// @param nodeClassPath of `packaging/node`
/// @param recordings folder for flight recordings of the nodes, or null for none
record Bench(
        Scale scale,
        Store store,
        Report report,
        Path work,
        List<String> java,
        String nodeClassPath,
        java.util.concurrent.atomic.AtomicInteger names,
        @org.jspecify.annotations.Nullable Path recordings) {
    static final String PRODUCT = "Carillon";

    /// Slots of nodes that run no-op jobs, so that the number of slots is not what is measured.
    static final int MANY_SLOTS = 256;

    void figure(String name, String unit, double value) {
        report.add(PRODUCT, store.name(), name, unit, value);
    }

    /// A name that no folder or database of this benchmark has had.
    String freshName(String purpose) {
        return purpose + "-" + names.incrementAndGet();
    }

    NodeProcess.Setting setting(String purpose, int slots) throws IOException {
        String name = freshName(purpose);
        Path folder = work.resolve(name);
        PluginJar.write(Files.createDirectories(folder.resolve("plugins")));
        var options = new ArrayList<>(java);
        if (recordings != null) {
            Files.createDirectories(recordings);
            options.add(
                    "-XX:StartFlightRecording=settings=profile,dumponexit=true,filename="
                            + recordings.toAbsolutePath().resolve(name + ".jfr"));
        }
        return new NodeProcess.Setting(
                folder, store.fresh(folder, name), options, nodeClassPath, slots, "measured", "");
    }

    /// A node on a database of its own.
    NodeProcess startNode(String purpose, int slots) throws IOException {
        return NodeProcess.start(setting(purpose, slots));
    }
}
