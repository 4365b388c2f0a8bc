package dev.carillon.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Lays out one program twice: as an image with a runtime of its own, and as a folder that a JDK of the machine runs,
/// and packs both. What the Linux packages hold is the image with the files around it, packed as `root.tar`.
public final class BuildImage {
    static final String BILL = "sbom.cdx.json";

    private final Order order;
    private final Path image;
    private final Path neutral;
    private final Path root;

    private BuildImage(Order order) {
        this.order = order;
        image = order.target("image").resolve(order.fullName());
        neutral = order.target("neutral").resolve(order.fullName());
        root = order.target("root");
    }

    /// @param arguments `name=value`, as [Order] reads them
    public static void main(String[] arguments) throws IOException, InterruptedException {
        new BuildImage(Order.of(arguments)).build();
    }

    private void build() throws IOException, InterruptedException {
        for (Path each : List.of(image, neutral, root)) {
            Trees.remove(each);
            Files.createDirectories(each);
        }
        layOut();
        new RuntimeImage(order.jars(), order.modules()).linkTo(image.resolve("runtime"));
        Path bill = image.resolve(BILL);
        Bill.addRuntime(bill, bill);
        neutralExtras();
        aroundIt();

        for (Path each : List.of(image, neutral, root)) {
            Trees.setTimes(each, order.time());
        }
        Archives.tarGz(image, order.target(order.fullName() + "-" + order.platform() + ".tar.gz"));
        Archives.zip(neutral, order.target(order.fullName() + ".zip"));
        Archives.tar(root, order.target("root.tar"));
    }

    // What both have.
    private void layOut() throws IOException {
        List<Path> jars = order.jars().own();
        for (Path place : List.of(image, neutral)) {
            Path lib = Files.createDirectories(place.resolve("lib"));
            for (Path jar : jars) {
                Files.copy(jar, lib.resolve(jar.getFileName()));
            }
            for (Path folder : order.overlays()) {
                Trees.copy(folder, place);
            }
            new Licences(order.bill(), order.licenceTexts(), order.jars().all())
                    .collectTo(Files.createDirectories(place.resolve("licences")));
            Files.copy(order.bill().resolveSibling("bom.json"), place.resolve(BILL));
            launcher(place, jars);
        }
    }

    private void launcher(Path place, List<Path> jars) throws IOException {
        var names = jars.stream().map(jar -> String.valueOf(jar.getFileName())).toList();
        String classPath =
                names.stream().map("$home/lib/%s"::formatted).collect(Collectors.joining(":"));
        String script =
                Files.readString(order.launcher())
                        .replace("@NAME@", order.program())
                        .replace("@FIND_JDK@", findJdk())
                        .replace("@CLASS_PATH@", classPath)
                        .replace("@PROGRAM@", Files.readString(order.programScript()).strip());
        Path file = Files.createDirectories(place.resolve("bin")).resolve(order.program());
        Trees.executable(Files.writeString(file, script));
    }

    // One text for the launcher of a source tree and those of packages.
    private String findJdk() throws IOException {
        var lines = new ArrayList<String>();
        boolean inside = false;
        for (String line : Files.readAllLines(order.sourceLauncher())) {
            inside |= line.startsWith("# CARILLON_JDK_FOLDERS ");
            if (inside) {
                lines.add(line);
            }
            if (inside && line.equals("}")) {
                return String.join("\n", lines);
            }
        }
        throw new IllegalStateException(
                order.sourceLauncher() + " has no function that finds a JDK any more");
    }

    private void neutralExtras() throws IOException {
        for (Path folder : order.neutralOverlays()) {
            Trees.copy(folder, neutral);
        }
        order.jars()
                .platforms()
                .forEach(
                        (platform, jars) -> {
                            try {
                                Path folder =
                                        Files.createDirectories(
                                                neutral.resolve("lib/javafx").resolve(platform));
                                for (Path jar : jars) {
                                    Files.copy(jar, folder.resolve(jar.getFileName()));
                                }
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
    }

    private void aroundIt() throws IOException, InterruptedException {
        Path home = root.resolve("usr/lib").resolve(order.name());
        Trees.copy(image, home);
        for (Path folder : order.rootOverlays()) {
            Trees.copy(folder, root);
        }
        Path programs = Files.createDirectories(root.resolve("usr/bin"));
        Files.createSymbolicLink(
                programs.resolve(order.program()),
                Path.of("../lib", order.name(), "bin", order.program()));
        Path papers = Files.createDirectories(root.resolve("usr/share/doc").resolve(order.name()));
        Files.copy(
                home.resolve("licences/THIRD-PARTY.md"),
                papers.resolve("copyright"),
                StandardCopyOption.REPLACE_EXISTING);
        if (!order.manPage().isEmpty()) {
            documents(home);
        }
    }

    // Said by the program itself, so that there is one text of each.
    private void documents(Path home) throws IOException, InterruptedException {
        Path share = root.resolve("usr/share");
        write(share.resolve("man/man1/" + order.program() + ".1"), run(home, order.manPage()));
        String main = order.main();
        write(
                share.resolve("bash-completion/completions/" + order.program()),
                run(home, main, "completion", "bash"));
        write(
                share.resolve("zsh/vendor-completions/_" + order.program()),
                // The script registers the completion; the last line is the answer to the first
                // question.
                "#compdef "
                        + order.program()
                        + "\n"
                        + run(home, main, "completion", "zsh")
                        + "\n_bash_complete -o default -F _complete_"
                        + order.program()
                        + "\n");
        write(
                share.resolve("fish/vendor_completions.d/" + order.program() + ".fish"),
                run(home, main, "completion", "fish"));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private String run(Path home, String main, String... words)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(home.resolve("runtime/bin/java").toString());
        command.addAll(List.of("-cp", home.resolve("lib") + "/*", main));
        command.addAll(List.of(words));
        var process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0 || said.isEmpty()) {
            throw new IllegalStateException(String.join(" ", command) + " ended with " + code);
        }
        return said;
    }
}
