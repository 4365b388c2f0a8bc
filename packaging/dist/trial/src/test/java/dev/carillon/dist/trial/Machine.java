package dev.carillon.dist.trial;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// This machine as a copy on write: what is installed and changed in it is gone afterwards. It needs root, overlayfs and
/// the tools that a test names; without them the test is left out, or fails with `-Dpackages.tests.required=true`.
final class Machine implements AutoCloseable {
    /// What is tried with the package's user is tried by itself: its number is the same in each copy of the machine, and
    /// where there is no systemd a removal ends what works as that user.
    static final String USER = "the user carillon";

    private final Path folder;
    private final Path root;
    private final List<Path> mounted = new ArrayList<>();

    private Machine(Path folder) {
        this.folder = folder;
        root = folder.resolve("root");
    }

    /// @param folder for what is changed
    static Machine in(Path folder, String... tools) throws IOException, InterruptedException {
        need(tools);
        var machine = new Machine(folder);
        copyTo(folder);
        machine.mounted.add(machine.root);
        for (String each : List.of("proc", "dev")) {
            Started.run("mount", "--bind", "/" + each, machine.root.resolve(each).toString())
                    .orFail();
            machine.mounted.add(machine.root.resolve(each));
        }
        // As in a container: no service manager.
        Started.run("mount", "-t", "tmpfs", "tmpfs", machine.root.resolve("run").toString())
                .orFail();
        machine.mounted.add(machine.root.resolve("run"));
        return machine;
    }

    /// Leaves the test out where one of them is not installed.
    static void need(String... tools) {
        for (String tool : tools) {
            if (Stream.of("/usr/bin", "/usr/sbin", "/bin", "/sbin")
                    .noneMatch(place -> Files.isExecutable(Path.of(place, tool)))) {
                leaveOut(tool + " is not on this machine");
            }
        }
    }

    /// Mounts the copy at `root` in the folder; what is changed in it is in `upper`.
    static void copyTo(Path folder) throws IOException, InterruptedException {
        for (String each : List.of("upper", "work", "root")) {
            Files.createDirectories(folder.resolve(each));
        }
        // The root of what is seen, which a user of the machine passes through.
        Files.setPosixFilePermissions(
                folder.resolve("upper"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Said said =
                Started.run(
                        "mount",
                        "-t",
                        "overlay",
                        "overlay",
                        "-o",
                        "lowerdir=/,upperdir=%s,workdir=%s"
                                .formatted(folder.resolve("upper"), folder.resolve("work")),
                        folder.resolve("root").toString());
        if (said.code() != 0) {
            leaveOut("a copy of this machine cannot be mounted: " + said.err());
        }
    }

    static void leaveOut(String why) {
        if (Boolean.getBoolean("packages.tests.required")) {
            fail(why);
        }
        abort(why);
    }

    /// Of a path as it is in the machine.
    Path path(String inside) {
        return root.resolve(inside.substring(1));
    }

    /// By root.
    Said run(String... command) throws IOException, InterruptedException {
        return start(List.of(), command).await();
    }

    Said runAs(String user, String... command) throws IOException, InterruptedException {
        return startAs(user, command).await();
    }

    /// The process of the command itself: every program before it is replaced by the next.
    Started startAs(String user, String... command) throws IOException {
        return start(
                List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--init-groups"), command);
    }

    private Started start(List<String> before, String... command) throws IOException {
        var whole = new ArrayList<>(List.of("chroot", root.toString()));
        whole.addAll(
                List.of(
                        "env",
                        "-i",
                        "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                        "HOME=/root",
                        "LANG=C.UTF-8",
                        "DEBIAN_FRONTEND=noninteractive"));
        whole.addAll(before);
        whole.addAll(Arrays.asList(command));
        return Started.of(whole, Map.of());
    }

    /// All files of the machine that packages are expected to put something into.
    Set<String> files() throws IOException {
        var found = new TreeSet<String>();
        for (String top : List.of("etc", "usr/bin", "usr/lib", "usr/share", "var/lib", "opt")) {
            Path changed = folder.resolve("upper").resolve(top);
            if (Files.isDirectory(changed)) {
                try (var files = Files.walk(changed)) {
                    files.filter(Machine::isThere)
                            .map(file -> folder.resolve("upper").relativize(file).toString())
                            .forEach(found::add);
                }
            }
        }
        return found;
    }

    // What was deleted is a device in the layer of changes.
    private static boolean isThere(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.isSymbolicLink(file);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (Path place : mounted.reversed()) {
            Started.run("umount", "--lazy", place.toString()).orFail();
        }
    }
}
