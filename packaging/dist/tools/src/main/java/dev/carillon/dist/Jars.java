package dev.carillon.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The jars of a program, each list by name.
///
/// @param own what every platform has
/// @param javaFx what is linked into the runtime of this platform
/// @param platforms JavaFX of other platforms and of this one, where no runtime has it
record Jars(List<Path> own, List<Path> javaFx, Map<String, List<Path>> platforms) {
    /// @param lib all that the program depends on
    /// @param javaFx folder of a folder for each platform; it may be missing
    static Jars in(Path lib, Path javaFx) throws IOException {
        var platforms = new TreeMap<String, List<Path>>();
        if (Files.isDirectory(javaFx)) {
            for (Path folder : list(javaFx)) {
                platforms.put(String.valueOf(folder.getFileName()), list(folder));
            }
        }
        var all = list(lib);
        return new Jars(
                all.stream().filter(jar -> !isJavaFx(jar)).toList(),
                // The one without a platform in its name is empty.
                all.stream().filter(jar -> isJavaFx(jar) && name(jar).contains("-linux")).toList(),
                platforms);
    }

    private static boolean isJavaFx(Path jar) {
        return name(jar).startsWith("javafx-");
    }

    private static String name(Path jar) {
        return String.valueOf(jar.getFileName());
    }

    private static List<Path> list(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    List<Path> all() {
        return java.util.stream.Stream.concat(own.stream(), javaFx.stream()).toList();
    }
}
