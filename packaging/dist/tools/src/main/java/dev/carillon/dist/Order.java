package dev.carillon.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What is to be made, as the pom of a package says it.
///
/// @param name of the package
/// @param program that is put into the path
/// @param platform of the image, as its archive is named
/// @param modules of the JDK that the runtime has
/// @param main class of the program
/// @param manPage class that prints the manual page; empty where there is none
/// @param target folder for all that is made
/// @param base folder of the package's own sources
/// @param time of all files
record Order(
        String name,
        String version,
        String program,
        String platform,
        List<String> modules,
        String main,
        String manPage,
        Path target,
        Path base,
        Jars jars,
        Instant time) {
    private static final String LIST = ",";

    static Order of(String[] arguments) throws IOException {
        Map<String, String> values =
                Arrays.stream(arguments)
                        .map(argument -> argument.split("=", 2))
                        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1].strip()));
        Path target = Path.of(value(values, "target"));
        return new Order(
                value(values, "name"),
                value(values, "version"),
                value(values, "program"),
                value(values, "platform"),
                Arrays.stream(value(values, "modules").split(LIST, -1)).map(String::strip).toList(),
                value(values, "main"),
                values.getOrDefault("manPage", ""),
                target,
                Path.of(value(values, "base")),
                Jars.in(target.resolve("lib"), target.resolve("javafx")),
                Instant.parse(value(values, "time")));
    }

    private static String value(Map<String, String> values, String name) {
        String value = values.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new IllegalArgumentException("the pom does not say " + name);
        }
        return value;
    }

    String fullName() {
        return name + "-" + version;
    }

    Path target(String file) {
        return target.resolve(file);
    }

    /// The bill of materials that the build wrote before.
    Path bill() {
        return target.resolve("bom.xml");
    }

    /// The script that starts each of the programs.
    Path launcher() {
        return base.resolve("../launcher.sh");
    }

    /// What in it is of this program alone.
    Path programScript() {
        return base.resolve("program.sh");
    }

    Path sourceLauncher() {
        return base.resolve("../../bin/carillon");
    }

    Path licenceTexts() {
        return base.resolve("../licences");
    }

    /// Folders that are laid over the image, over the folder without a runtime, and over the root of a package.
    List<Path> overlays() {
        return existing("target/extras", "image");
    }

    List<Path> neutralOverlays() {
        return existing("neutral");
    }

    List<Path> rootOverlays() {
        return existing("root", "target/root-extras");
    }

    private List<Path> existing(String... folders) {
        return Arrays.stream(folders).map(base::resolve).filter(Files::isDirectory).toList();
    }
}
