package dev.carillon.benchmark;

import dev.carillon.benchmark.job.PluginJar;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// What measurements share: the scale, the database under test, where to put folders and figures.
///
/// @param work folder for those of processes and databases
/// @param nodeClassPath of `packaging/node`
/// @param slots of nodes that run no-op jobs
record Bench(
        Options options,
        Scale scale,
        Store store,
        Report report,
        Path work,
        String nodeClassPath,
        AtomicInteger names,
        int slots) {
    static final String PRODUCT = "Carillon";

    /// So many that the number of slots is not what is measured.
    static final int MANY_SLOTS = 256;

    void figure(String name, String unit, double value) {
        report.add(nodeProduct(), store.name(), name, unit, value);
    }

    private String nodeProduct() {
        return slots == MANY_SLOTS ? PRODUCT : PRODUCT + " node over HTTP, " + slots + " slots";
    }

    /// Options of the measured virtual machines.
    List<String> java() {
        return options.java();
    }

    /// Of each scheduler that is compared.
    int threads() {
        return options.threads();
    }

    Set<Entrant> entrants() {
        return options.entrants();
    }

    /// How many schedules are due in one second.
    List<Integer> crowds() {
        return options.smoke() ? List.of(scale.crowd()) : options.crowds();
    }

    /// How many schedules are stored.
    List<Integer> schedules() {
        return options.smoke() ? List.of(scale.stored() * 10) : options.schedules();
    }

    /// How many finished runs there are, the fewest first.
    List<Integer> histories() {
        return options.smoke()
                ? List.of(2 * History.TEMPLATES, 20 * History.TEMPLATES)
                : options.histories();
    }

    OtherLoad watch() throws IOException {
        return OtherLoad.watch(options.disturbedPercent() / 100.0, store.servers());
    }

    Bench withSlots(int other) {
        return new Bench(options, scale, store, report, work, nodeClassPath, names, other);
    }

    Bench withStore(Store other) {
        return new Bench(options, scale, other, report, work, nodeClassPath, names, slots);
    }

    /// A name that no folder or database of this benchmark has had.
    String freshName(String purpose) {
        return purpose + "-" + names.incrementAndGet();
    }

    /// The option with which a virtual machine records itself, if that is wanted.
    Optional<String> recording(String name) throws IOException {
        @Nullable Path folder = options.recordings();
        if (folder == null) {
            return Optional.empty();
        }
        Files.createDirectories(folder);
        return Optional.of(
                "-XX:StartFlightRecording=settings=profile,dumponexit=true,filename="
                        + folder.toAbsolutePath().resolve(name + ".jfr"));
    }

    NodeProcess.Setting setting(String purpose, int nodeSlots) throws IOException {
        String name = freshName(purpose);
        Path folder = work.resolve(name);
        PluginJar.write(Files.createDirectories(folder.resolve("plugins")));
        var java = new ArrayList<>(java());
        recording(name).ifPresent(java::add);
        return new NodeProcess.Setting(
                folder, store.fresh(folder, name), java, nodeClassPath, nodeSlots, "measured", "");
    }

    /// A node on a database of its own.
    NodeProcess startNode(String purpose, int nodeSlots) throws IOException {
        return NodeProcess.start(setting(purpose, nodeSlots));
    }
}
