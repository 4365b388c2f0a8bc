package dev.carillon.engine.executor.java;

import dev.carillon.plugin.Job;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.jar.JarFile;

/// Class loaders of plugin jars. A jar is loaded from a copy, so the file in the folder may be
/// replaced at any time; attempts that begin later than a moment after use the new one, those under way keep theirs. The
/// loader of a jar that was replaced or removed is closed when its last attempt ends, and its copy deleted.
final class PluginJars implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PluginJars.class);
    // A look at the file takes a fifth of what a short attempt takes.
    private static final long LOOK_NANOS = 20_000_000;

    private record Stamp(String fileKey, long sizeBytes, long modifiedMillis) {}

    private final Path folder;
    private final Path copies;
    private final LongSupplier nanos;
    private final Object lock = new Object();
    private final Map<String, Loaded> current = new HashMap<>();

    /// Removes the copies that an earlier process left.
    ///
    /// @param copies a folder that is nobody else's
    /// @param nanos monotonic clock
    PluginJars(Path folder, Path copies, LongSupplier nanos) {
        this.folder = folder;
        this.copies = copies;
        this.nanos = nanos;
        removeCopies();
    }

    /// A jar in use; to be closed after the attempt.
    record Use(Loaded loaded, PluginJars jars) implements AutoCloseable {
        ClassLoader loader() {
            return loaded.loader;
        }

        /// The constructor of a job, for which it is looked once.
        Constructor<? extends Job> job(String name, Lookup lookup) throws Throwable {
            var known = loaded.jobs.get(name);
            if (known == null) {
                known = lookup.in(loaded.loader);
                loaded.jobs.put(name, known);
            }
            return known;
        }

        @Override
        public void close() {
            jars.release(loaded);
        }
    }

    /// Finds a constructor.
    interface Lookup {
        Constructor<? extends Job> in(ClassLoader loader) throws Throwable;
    }

    private static final class Loaded {
        private final Map<String, Constructor<? extends Job>> jobs = new ConcurrentHashMap<>();
        private final Stamp stamp;
        private final URLClassLoader loader;
        private final Path copy;
        private long lookedNanos;
        private int users;
        private boolean retired;

        private Loaded(Stamp stamp, URLClassLoader loader, Path copy, long lookedNanos) {
            this.lookedNanos = lookedNanos;
            this.stamp = stamp;
            this.loader = loader;
            this.copy = copy;
        }
    }

    /// @throws UnusableJob when there is no such jar or it is no jar, a half-copied one for example
    Use open(String name) throws UnusableJob, IOException {
        var file = folder.resolve(name + ".jar");
        synchronized (lock) {
            long now = nanos.getAsLong();
            var loaded = current.get(name);
            if (loaded == null || now - loaded.lookedNanos >= LOOK_NANOS) {
                loaded = look(name, file, loaded, now);
            }
            loaded.users++;
            return new Use(loaded, this);
        }
    }

    private Loaded look(String name, Path file, @Nullable Loaded known, long nowNanos)
            throws UnusableJob, IOException {
        var stamp = stamp(name, file);
        if (known != null && known.stamp.equals(stamp)) {
            known.lookedNanos = nowNanos;
            return known;
        }
        retire(name);
        var loaded = load(name, file, stamp, nowNanos);
        current.put(name, loaded);
        return loaded;
    }

    private Stamp stamp(String name, Path file) throws UnusableJob, IOException {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(
                    String.valueOf(attributes.fileKey()),
                    attributes.size(),
                    attributes.lastModifiedTime().toMillis());
        } catch (NoSuchFileException _) {
            retire(name);
            throw new UnusableJob("there is no plugin jar " + file);
        }
    }

    // The stamp is older than the copy: if the file changes in between, the next attempt loads it
    // again.
    private Loaded load(String name, Path file, Stamp stamp, long nowNanos)
            throws UnusableJob, IOException {
        Files.createDirectories(copies);
        var copy = Files.createTempFile(copies, name + "-", ".jar");
        try {
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            requireJar(file, copy);
            var loader = new URLClassLoader(new URL[] {copy.toUri().toURL()}, new PluginParent());
            return new Loaded(stamp, loader, copy, nowNanos);
        } catch (UnusableJob | IOException e) {
            Files.deleteIfExists(copy);
            throw e;
        }
    }

    // A class loader passes over what is no jar, and says then that the class is missing.
    private static void requireJar(Path file, Path copy) throws UnusableJob {
        try (var jar = new JarFile(copy.toFile())) {
            jar.size();
        } catch (IOException e) {
            throw new UnusableJob(
                    "the plugin jar "
                            + file
                            + " is damaged or not yet copied whole: "
                            + e.getMessage());
        }
    }

    private void release(Loaded loaded) {
        synchronized (lock) {
            loaded.users--;
            closeIfUnused(loaded);
        }
    }

    private void retire(String name) {
        var loaded = current.remove(name);
        if (loaded != null) {
            loaded.retired = true;
            closeIfUnused(loaded);
        }
    }

    private static void closeIfUnused(Loaded loaded) {
        if (!loaded.retired || loaded.users > 0) {
            return;
        }
        try {
            loaded.loader.close();
            Files.deleteIfExists(loaded.copy);
        } catch (IOException e) {
            LOG.warn("cannot remove the copy {} of a plugin jar", loaded.copy, e);
        }
    }

    private void removeCopies() {
        if (!Files.isDirectory(copies)) {
            return;
        }
        try (var left = Files.newDirectoryStream(copies, "*.jar")) {
            for (var copy : left) {
                Files.delete(copy);
            }
        } catch (IOException e) {
            LOG.warn("cannot clear the folder {} of copies of plugin jars", copies, e);
        }
    }

    /// Closes the loaders that no attempt uses now, the others when their attempts end.
    @Override
    public void close() {
        synchronized (lock) {
            List.copyOf(current.keySet()).forEach(this::retire);
        }
    }

    /// Shows a plugin the JDK and `dev.carillon.plugin`, and nothing of the engine's libraries.
    private static final class PluginParent extends ClassLoader {
        private PluginParent() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("dev.carillon.plugin.")) {
                return Class.forName(name, true, PluginJars.class.getClassLoader());
            }
            throw new ClassNotFoundException(name);
        }
    }
}
