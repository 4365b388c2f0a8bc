package dev.carillon.node;

import dev.carillon.api.CarillonException;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Looks for what keeps a node or the command line from working.
///
/// @param folder null is the folder of the node of this machine
record Doctor(Target target, @Nullable Path folder, InstantSource clock) {
    private static final long LITTLE_SPACE_BYTES = 200L << 20;
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(2);

    enum Result {
        OK,
        WARNING,
        FAILED
    }

    record Check(String name, Result result, String text) {}

    List<Check> checks() {
        var checks = new ArrayList<Check>();
        checks.add(java());
        checks.add(program("sh", "shell jobs with a script cannot run"));
        checks.add(program("setsid", "shell jobs cannot run; on Debian it is in util-linux"));
        Path data = dataFolder();
        checks.addAll(folder(data));
        ApiAddress address;
        try {
            address = target.address();
        } catch (CarillonException e) {
            checks.add(new Check("node", Result.FAILED, text(e)));
            return checks;
        }
        checks.add(token(address.tokenFile()));
        checks.addAll(node(address));
        return checks;
    }

    private static Check java() {
        int version = Runtime.version().feature();
        return version >= 25
                ? new Check(
                        "java",
                        Result.OK,
                        Runtime.version() + " in " + System.getProperty("java.home"))
                : new Check(
                        "java", Result.FAILED, "Java 25 or newer is needed, this is " + version);
    }

    private static Check program(String name, String without) {
        for (String place : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            Path file = Path.of(place.isEmpty() ? "." : place, name);
            if (Files.isExecutable(file)) {
                return new Check(name, Result.OK, file.toString());
            }
        }
        return new Check(name, Result.FAILED, "not found in PATH: " + without);
    }

    private Path dataFolder() {
        if (folder != null) {
            return folder;
        }
        // The same that a client takes; without any, the one that is there.
        Path found = ApiAddress.folder(ApiAddress.folders());
        return found != null
                ? found
                : ApiAddress.folders().stream()
                        .filter(Files::isDirectory)
                        .findFirst()
                        .orElse(ApiAddress.defaultDataFolder());
    }

    private static List<Check> folder(Path folder) {
        if (!Files.exists(folder)) {
            return List.of(
                    new Check(
                            "data folder",
                            Result.WARNING,
                            folder.toAbsolutePath() + " does not exist; the first start makes it"));
        }
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            return List.of(
                    new Check(
                            "data folder",
                            Result.FAILED,
                            folder.toAbsolutePath() + " is no folder that this user can write"));
        }
        var checks = new ArrayList<Check>();
        checks.add(
                new Check(
                        "data folder",
                        Result.OK,
                        folder.toAbsolutePath()
                                + (DataFolder.isHeld(folder)
                                        ? ", a node works in it"
                                        : ", no node works in it")));
        long free = folder.toFile().getUsableSpace();
        checks.add(
                new Check(
                        "disk",
                        free < LITTLE_SPACE_BYTES ? Result.WARNING : Result.OK,
                        (free >> 20) + " MiB free"));
        return checks;
    }

    private static Check token(Path file) {
        if (!Files.isReadable(file)) {
            return new Check("token", Result.FAILED, file + " does not exist or cannot be read");
        }
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            boolean ownersOnly =
                    permissions.stream().allMatch(each -> each.name().startsWith("OWNER"));
            return ownersOnly
                    ? new Check("token", Result.OK, file + ", readable by its owner alone")
                    : new Check(
                            "token",
                            Result.FAILED,
                            file
                                    + " is "
                                    + PosixFilePermissions.toString(permissions)
                                    + "; others can read it: chmod 600, and delete it before the next start to get a new one");
        } catch (UnsupportedOperationException | IOException e) {
            return new Check(
                    "token", Result.WARNING, "permissions of " + file + " are not known: " + e);
        }
    }

    private List<Check> node(ApiAddress address) {
        var checks = new ArrayList<Check>();
        try (var carillon = address.connect()) {
            var nodes = carillon.nodes();
            checks.add(
                    new Check(
                            "node",
                            Result.OK,
                            address.url()
                                    + " answers and accepts the token; nodes: "
                                    + nodes.size()));
            checks.add(clocks(address));
        } catch (CarillonException e) {
            checks.add(new Check("node", Result.FAILED, text(e)));
        }
        return checks;
    }

    private Check clocks(ApiAddress address) {
        var request =
                HttpRequest.newBuilder(address.url().resolve("/health/live"))
                        .timeout(Duration.ofSeconds(5))
                        .build();
        try (var http =
                HttpClient.newBuilder()
                        .proxy(HttpClient.Builder.NO_PROXY)
                        .sslContext(address.trust().context())
                        .build()) {
            var answer = http.send(request, HttpResponse.BodyHandlers.discarding());
            Instant here = clock.instant();
            String date = answer.headers().firstValue("Date").orElse("");
            Instant there =
                    ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            Duration apart = Duration.between(there, here).abs();
            return new Check(
                    "clock",
                    apart.compareTo(CLOCKS_DIFFER) > 0 ? Result.WARNING : Result.OK,
                    apart.compareTo(CLOCKS_DIFFER) > 0
                            ? "the node's clock and this one are " + apart.toSeconds() + " s apart"
                            : "the node's clock and this one agree");
        } catch (IOException | DateTimeParseException e) {
            return new Check("clock", Result.WARNING, "the node's clock is not known: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Check("clock", Result.WARNING, "interrupted");
        }
    }

    private static String text(CarillonException e) {
        return new Failure(e).message();
    }
}
