import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/// Formats every Java file below a folder with google-java-format (AOSP style), or says which are
/// not formatted.
///
/// It runs in a process of its own, because plugins inside Maven's own JVM may stand on a JDK that
/// cannot parse Java 25. Usage: `Format.java check|write FOLDER`; `check` ends with 1 when a file
/// differs.
final class Format {

    private static final Formatter FORMATTER =
            new Formatter(
                    JavaFormatterOptions.builder()
                            .style(JavaFormatterOptions.Style.AOSP)
                            .formatJavadoc(false)
                            .build());

    private Format() {}

    public static void main(String[] arguments) throws IOException {
        boolean write = arguments[0].equals("write");
        List<Path> different =
                javaFiles(Path.of(arguments[1])).parallelStream()
                        .filter(file -> differs(file, write))
                        .toList();
        if (write || different.isEmpty()) {
            System.out.printf("%d file(s) formatted%n", different.size());
            return;
        }
        different.forEach(file -> System.err.println("not formatted: " + file));
        System.err.println("Run: mvn -N -q validate exec:exec@format -Dformat.mode=write");
        System.exit(1);
    }

    private static boolean differs(Path file, boolean write) {
        try {
            String source = Files.readString(file);
            String formatted = formatted(file, source);
            if (formatted.equals(source)) {
                return false;
            }
            if (write) {
                Files.writeString(file, formatted);
            }
            return true;
        } catch (IOException failure) {
            throw new UncheckedIOException(file + " cannot be read or written", failure);
        }
    }

    private static String formatted(Path file, String source) {
        try {
            String ordered =
                    ImportOrderer.reorderImports(
                            RemoveUnusedImports.removeUnusedImports(source),
                            JavaFormatterOptions.Style.AOSP);
            return FORMATTER.formatSource(ordered);
        } catch (FormatterException failure) {
            throw new IllegalStateException(file + " cannot be parsed", failure);
        }
    }

    private static List<Path> javaFiles(Path root) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes a) {
                        String name = folder.getFileName().toString();
                        return name.equals("target") || name.equals(".git")
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
                        if (file.toString().endsWith(".java")) {
                            files.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return files;
    }
}
