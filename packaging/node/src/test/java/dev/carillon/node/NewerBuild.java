package dev.carillon.node;

import dev.carillon.cluster.HintCodec;

import java.io.File;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.constant.ConstantDesc;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.zip.CRC32;

/// What a later release is to nodes of this one, made of this one's classes: it calls itself by another version,
/// lays its hints out so that neither understands the other's, and adds a column to the schema.
final class NewerBuild {
    static final String VERSION = "0.2.0";

    private NewerBuild() {}

    /// @param folder for the classes that differ
    /// @return its class path
    static String in(Path folder) throws IOException {
        Files.writeString(
                Files.createDirectories(folder.resolve("dev/carillon/node")).resolve("version.txt"),
                VERSION);
        replace(folder, HintCodec.class, Set.of("head", "decode"), 1, 2);
        migrate(folder, "ALTER TABLE run ADD COLUMN newer INT;");
        return folder + File.pathSeparator + NodeCommandLine.PACKAGED;
    }

    private static void migrate(Path folder, String statement) throws IOException {
        var migrations = Files.createDirectories(folder.resolve("db/common"));
        Files.writeString(migrations.resolve("V9000__newer.sql"), statement + "\n");
        var checksum = new CRC32();
        checksum.update(statement.getBytes(StandardCharsets.UTF_8));
        for (String kind : List.of("h2", "postgresql")) {
            String history = "db/" + kind + "-history.txt";
            try (var in = NewerBuild.class.getResourceAsStream("/" + history)) {
                Files.writeString(
                        folder.resolve(history),
                        new String(
                                        Objects.requireNonNull(in).readAllBytes(),
                                        StandardCharsets.UTF_8)
                                + "9000 "
                                + (int) checksum.getValue()
                                + "\n");
            }
        }
    }

    private static void replace(
            Path folder, Class<?> type, Set<String> methods, ConstantDesc old, ConstantDesc fresh)
            throws IOException {
        String name = type.getName().replace('.', '/') + ".class";
        byte[] original;
        try (var in = type.getResourceAsStream("/" + name)) {
            original = Objects.requireNonNull(in).readAllBytes();
        }
        CodeTransform constants =
                (code, element) -> {
                    if (element instanceof ConstantInstruction constant
                            && constant.constantValue().equals(old)) {
                        code.loadConstant(fresh);
                    } else {
                        code.with(element);
                    }
                };
        var format = ClassFile.of();
        byte[] changed =
                format.transformClass(
                        format.parse(original),
                        ClassTransform.transformingMethodBodies(
                                method -> methods.contains(method.methodName().stringValue()),
                                constants));
        if (java.util.Arrays.equals(original, changed)) {
            throw new IllegalStateException(type + " has no " + old + " in " + methods);
        }
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, changed);
    }
}
