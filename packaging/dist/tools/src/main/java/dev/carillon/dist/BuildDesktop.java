package dev.carillon.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What jpackage puts into an installer beside the program: licences, the bill of materials, icons.
public final class BuildDesktop {
    private static final String NAME = "carillon";
    private static final List<Integer> SIZES = List.of(48, 128, 256);

    private BuildDesktop() {}

    /// @param arguments the folder of the build, with `lib` and the bill of materials; the folder of the texts of licences; the
    ///     folder with a folder of icons for each size; the file with the licence of Carillon
    public static void main(String[] arguments) throws IOException {
        build(
                Path.of(arguments[0]),
                Path.of(arguments[1]),
                Path.of(arguments[2]),
                Path.of(arguments[3]));
    }

    static void build(Path target, Path texts, Path icons, Path licence) throws IOException {
        Path content = target.resolve("content");
        Trees.remove(content);
        Path licences = Files.createDirectories(content.resolve("licences"));
        Jars jars = Jars.in(target.resolve("lib"), target.resolve("javafx"));
        new Licences(target.resolve("bom.xml"), texts, jars.all()).collectTo(licences);
        Files.copy(licence, licences.resolve("LICENSE"));
        Bill.addRuntime(target.resolve("bom.json"), content.resolve(BuildImage.BILL));

        var pictures = new ArrayList<Icons.Picture>();
        for (int size : SIZES) {
            Path png = icons.resolve("%1$dx%1$d/apps/%2$s.png".formatted(size, NAME));
            pictures.add(new Icons.Picture(size, Files.readAllBytes(png)));
        }
        Path made = Files.createDirectories(target.resolve("icons"));
        Files.write(made.resolve(NAME + ".ico"), Icons.ico(pictures));
        Files.write(made.resolve(NAME + ".icns"), Icons.icns(pictures));
        Files.write(made.resolve(NAME + ".png"), pictures.getLast().png());
    }
}
