package dev.carillon.engine.executor.java;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;

/// Class loaders of plugin jars. A jar is loaded from a copy, so the file in the folder may be
/// replaced at any time; the next attempt uses the new one, those under way keep theirs. A replaced
/// loader is closed when its last attempt ends.
final class PluginJars {
    private record Stamp(String fileKey, long sizeBytes, long modifiedMillis) {}

    private final Path folder;
    private final Object lock = new Object();
    private final Map<String, Loaded> current = new HashMap<>();

    PluginJars(Path folder) {
        this.folder = folder;
    }

    /// A jar in use; to be closed after the attempt.
    record Use(Loaded loaded, PluginJars jars) implements AutoCloseable {
        ClassLoader loader() {
            return loaded.loader;
        }

        @Override
        public void close() throws IOException {
            jars.release(loaded);
        }
    }

    private static final class Loaded {
        private final Stamp stamp;
        private final URLClassLoader loader;
        private final Path copy;
        private int users;
        private boolean replaced;

        private Loaded(Stamp stamp, URLClassLoader loader, Path copy) {
            this.stamp = stamp;
            this.loader = loader;
            this.copy = copy;
        }
    }

    Use open(String name) throws IOException {
        var file = folder.resolve(name + ".jar");
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(file, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            throw new FileNotFoundException("there is no plugin jar " + file);
        }
        var stamp =
                new Stamp(
                        String.valueOf(attributes.fileKey()),
                        attributes.size(),
                        attributes.lastModifiedTime().toMillis());
        synchronized (lock) {
            var loaded = current.get(name);
            if (loaded == null || !loaded.stamp.equals(stamp)) {
                var fresh = load(file, stamp);
                if (loaded != null) {
                    loaded.replaced = true;
                    closeIfUnused(loaded);
                }
                current.put(name, fresh);
                loaded = fresh;
            }
            loaded.users++;
            return new Use(loaded, this);
        }
    }

    private static Loaded load(Path file, Stamp stamp) throws IOException {
        var copy = Files.createTempFile("carillon-plugin-", ".jar");
        copy.toFile().deleteOnExit();
        Files.copy(file, copy, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        var loader = new URLClassLoader(new URL[] {copy.toUri().toURL()}, new PluginParent());
        return new Loaded(stamp, loader, copy);
    }

    private void release(Loaded loaded) throws IOException {
        synchronized (lock) {
            loaded.users--;
            closeIfUnused(loaded);
        }
    }

    private static void closeIfUnused(Loaded loaded) throws IOException {
        if (loaded.replaced && loaded.users == 0) {
            loaded.loader.close();
            Files.deleteIfExists(loaded.copy);
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
