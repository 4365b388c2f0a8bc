package dev.carillon.dist;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The part of the JDK that a program needs, with JavaFX in it where the program has it: its native libraries then are
/// where the virtual machine looks, and nothing is unpacked at the start.
record RuntimeImage(Jars jars, List<String> modules) {
    /// Of AWT with a screen and of sound, which no program here opens. Without them the runtime needs the C library
    /// alone.
    private static final List<String> UNUSED =
            List.of("libawt_xawt.so", "libjawt.so", "libsplashscreen.so", "libjsound.so");

    /// Of AWT without a screen: a Java job may draw an image, the console does it by JavaFX.
    private static final List<String> OF_IMAGES =
            List.of(
                    "libawt.so",
                    "libawt_headless.so",
                    "libfontmanager.so",
                    "libfreetype.so",
                    "liblcms.so",
                    "libmlib_image.so",
                    "libjavajpeg.so");

    void linkTo(Path folder) throws IOException, InterruptedException {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "--add-modules",
                                String.join(",", modules),
                                "--strip-debug",
                                "--no-header-files",
                                "--no-man-pages",
                                // The packages are compressed as a whole, which takes less.
                                "--compress=zip-0",
                                "--output",
                                folder.toString()));
        if (modules.contains("jdk.localedata")) {
            arguments.add("--include-locales=en,de");
        }
        Path work = Files.createTempDirectory("carillon-jmods-");
        try {
            for (Path jar : jars.javaFx()) {
                jmod(jar, work);
            }
            if (!jars.javaFx().isEmpty()) {
                arguments.addAll(List.of("--module-path", work.resolve("jmods").toString()));
            }
            tool("jlink", arguments);
        } finally {
            Trees.remove(work);
        }
        var unused = new ArrayList<>(UNUSED);
        if (!jars.javaFx().isEmpty()) {
            unused.addAll(OF_IMAGES);
        }
        for (String library : unused) {
            Files.deleteIfExists(folder.resolve("lib").resolve(library));
        }
    }

    private static void jmod(Path jar, Path work) throws IOException, InterruptedException {
        String module =
                String.valueOf(jar.getFileName()).replaceAll("^(javafx)-([a-z]+)-.*$", "$1.$2");
        Path classes = Files.createDirectories(work.resolve(module + "/classes"));
        Path libraries = Files.createDirectories(work.resolve(module + "/lib"));
        try (var zip = FileSystems.newFileSystem(jar)) {
            Trees.copy(zip.getPath("/"), classes);
        }
        try (var files = Files.list(classes)) {
            for (Path library : files.filter(file -> file.toString().endsWith(".so")).toList()) {
                Files.move(library, libraries.resolve(library.getFileName()));
            }
        }
        Path jmods = Files.createDirectories(work.resolve("jmods"));
        tool(
                "jmod",
                List.of(
                        "create",
                        "--class-path",
                        classes.toString(),
                        "--libs",
                        libraries.toString(),
                        jmods.resolve(module + ".jmod").toString()));
    }

    // As a process: what jlink generates depends on what its virtual machine did before.
    private static void tool(String name, List<String> arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", name).toString());
        command.addAll(arguments);
        int code = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (code != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + code);
        }
    }
}
