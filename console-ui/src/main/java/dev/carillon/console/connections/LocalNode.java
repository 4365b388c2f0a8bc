package dev.carillon.console.connections;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.local.NodeFolder;
import dev.carillon.api.trust.Fingerprint;
import dev.carillon.api.trust.NodeUrl;
import dev.carillon.api.trust.Trust;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;
import dev.carillon.console.words.Texts;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A node of this machine in its folder: it writes its address and its token there, which only its owner can
/// read. One is started as a process of its own, which goes on when the console ends.
public final class LocalNode {
    private static final Texts TEXTS = Texts.of(LocalNode.class);
    private static final Duration LONGEST_START = Duration.ofMinutes(5);
    // It drains, then closes its database.
    private static final Duration LONGEST_STOP = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final int LAST_LINES = 5;

    private final NodeFolder folder;
    private final @Nullable Path program;

    /// @param folder of its data
    /// @param program that starts it with `server --data FOLDER --free-port`, null where none is known
    public LocalNode(NodeFolder folder, @Nullable Path program) {
        this.folder = folder;
        this.program = program;
    }

    boolean canStart() {
        return program != null && Files.isExecutable(program);
    }

    /// Whether the process of a node works in the folder. Where one crashed its address stays.
    boolean isHeld() {
        return folder.process().isPresent();
    }

    /// The process that works in the folder, told from others that get its number later; empty where none works.
    Optional<String> process() {
        return folder.process()
                .flatMap(
                        process ->
                                process.info()
                                        .startInstant()
                                        .map(began -> process.pid() + "@" + began));
    }

    /// Asks the node to end, if one works: it takes no more runs, and gives those under way some time.
    ///
    /// @return its process
    /// @throws CarillonException FORBIDDEN when this user may not
    Optional<ProcessHandle> askToEnd() {
        var process = folder.process();
        process.ifPresent(
                works -> {
                    if (!works.destroy() && works.isAlive()) {
                        throw new CarillonException(
                                ErrorCode.FORBIDDEN,
                                TEXTS.get("node.not.stopped", String.valueOf(works.pid())));
                    }
                });
        return process;
    }

    /// Asks it to end and waits until it has. Not on the screen's thread.
    ///
    /// @throws CarillonException as [#askToEnd] does, UNAVAILABLE when it did not end in time
    void stop() {
        var process = askToEnd();
        if (process.isPresent() && !ends(process.get())) {
            throw new CarillonException(
                    ErrorCode.UNAVAILABLE,
                    TEXTS.get(
                            "node.still.there",
                            String.valueOf(process.get().pid()),
                            LONGEST_STOP.toSeconds()));
        }
    }

    private static boolean ends(ProcessHandle process) {
        try {
            process.onExit().get(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CarillonException(ErrorCode.UNAVAILABLE, TEXTS.get("node.end.not.waited"), e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for the end of the node failed", e);
        }
    }

    /// @param name of the profile
    /// @return where it answers and its token, as its folder says; empty when that says nothing
    /// @throws CarillonException when the files are there and cannot be read
    public Optional<Profile> find(String name) {
        return read(NodeFolder.ADDRESS_FILE)
                .filter(address -> !address.isEmpty())
                .flatMap(
                        address ->
                                token().map(
                                                token ->
                                                        trusted(
                                                                new Profile(
                                                                        name,
                                                                        URI.create(address),
                                                                        token,
                                                                        Tint.BLUE,
                                                                        false))));
    }

    /// The token of the node of the folder, whether or not it works; empty when none was made yet.
    ///
    /// @throws CarillonException when the file is there and cannot be read
    Optional<String> token() {
        return read(NodeFolder.TOKEN_FILE);
    }

    private Optional<String> read(String name) {
        try {
            return Files.exists(file(name))
                    ? Optional.of(Files.readString(file(name)).strip())
                    : Optional.empty();
        } catch (IOException e) {
            throw new CarillonException(
                    ErrorCode.FORBIDDEN,
                    TEXTS.get("node.unreadable", folder.path(), String.valueOf(e.getMessage())),
                    e);
        }
    }

    private Path file(String name) {
        return folder.path().resolve(name);
    }

    // Its authority lies beside its token.
    private Profile trusted(Profile found) {
        var authority = file(NodeFolder.AUTHORITY_FILE);
        return NodeUrl.isHttps(found.address()) && Files.exists(authority)
                ? found.trusting(Fingerprint.of(Trust.read(authority).getFirst()))
                : found;
    }

    /// Starts one and waits until it answers. Not on the screen's thread; an interrupt ends the waiting, not the node.
    ///
    /// @throws CarillonException UNAVAILABLE with the last it said when it ends, or does not get ready
    Profile start(String name) {
        try {
            folder.create();
            var output = file("console-start.log");
            var process = launch(output);
            long end = System.nanoTime() + LONGEST_START.toNanos();
            while (System.nanoTime() - end < 0) {
                // The address of one that crashed is there until the new one has the folder.
                var found = isHeld() ? find(name) : Optional.<Profile>empty();
                if (found.isPresent()) {
                    return found.get();
                }
                if (ended(process)) {
                    throw failed(TEXTS.get("node.ended", process.exitValue()), output);
                }
            }
            throw failed(TEXTS.get("node.late", LONGEST_START.toMinutes()), output);
        } catch (IOException e) {
            throw new CarillonException(
                    ErrorCode.UNAVAILABLE,
                    TEXTS.get("node.not.started", String.valueOf(e.getMessage())),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CarillonException(ErrorCode.UNAVAILABLE, TEXTS.get("node.not.waited"), e);
        }
    }

    private Process launch(Path output) throws IOException {
        var command = new ArrayList<String>();
        if (Files.isExecutable(SETSID)) {
            command.add(SETSID.toString());
        }
        command.add(String.valueOf(program));
        command.add("server");
        command.add("--data");
        command.add(folder.path().toString());
        // That of a service of this machine may be in use.
        command.add("--free-port");
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
    }

    private static boolean ended(Process process) throws InterruptedException {
        try {
            process.onExit().get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for the node failed", e);
        }
    }

    private static CarillonException failed(String why, Path output) throws IOException {
        List<String> lines = Files.readAllLines(output);
        String last =
                String.join(
                        "\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        return new CarillonException(
                ErrorCode.UNAVAILABLE, TEXTS.get("node.failed", why, output, last));
    }
}
