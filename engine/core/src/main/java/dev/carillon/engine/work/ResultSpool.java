package dev.carillon.engine.work;

import dev.carillon.api.Json;
import dev.carillon.engine.run.Finish;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.core.JacksonException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// Results that could not be written because the database was away, kept in a file so that the death
/// of this process does not lose them too. The next process writes them before it recovers anything;
/// a result whose fence no longer holds changes nothing then. One thread uses it.
public final class ResultSpool {
    private static final Logger LOG = LoggerFactory.getLogger(ResultSpool.class);

    private final Path file;
    private final Set<UUID> kept = new HashSet<>();

    public ResultSpool(Path file) {
        this.file = file;
    }

    /// Appends the results that are not in the file yet and waits until they are on the disk. When the
    /// disk refuses too, the results stay in memory alone, and the log says so.
    void keep(List<Finish> results) {
        var fresh = results.stream().filter(each -> !kept.contains(each.run().id())).toList();
        if (fresh.isEmpty()) {
            return;
        }
        // On a line of their own, also after one that was torn.
        var text = new StringBuilder().append('\n');
        fresh.forEach(each -> text.append(Json.mapper().writeValueAsString(each)).append('\n'));
        try (var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            var bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
            fresh.forEach(each -> kept.add(each.run().id()));
        } catch (IOException e) {
            LOG.error(
                    "cannot keep {} results in {}; they are in memory only", fresh.size(), file, e);
        }
    }

    /// The results of an earlier process. A line that was torn by its death is passed over: its run
    /// counts as lost with the node.
    public List<Finish> read() {
        var results = new ArrayList<Finish>();
        try {
            // Torn in the middle of a character too.
            var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            for (var line : text.lines().filter(each -> !each.isBlank()).toList()) {
                try {
                    results.add(Json.mapper().readValue(line, Finish.class));
                } catch (JacksonException e) {
                    LOG.warn("a kept result in {} is torn and passed over", file, e);
                }
            }
        } catch (NoSuchFileException e) {
            LOG.debug("no results were kept by an earlier process", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the kept results in " + file, e);
        }
        return results;
    }

    /// Forgets them all: they are written.
    public void clear() {
        try {
            Files.deleteIfExists(file);
            kept.clear();
        } catch (IOException e) {
            LOG.warn("cannot remove {}; writing its results again is harmless", file, e);
        }
    }

    boolean isEmpty() {
        return kept.isEmpty();
    }
}
