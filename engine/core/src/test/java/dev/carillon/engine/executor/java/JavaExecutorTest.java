package dev.carillon.engine.executor.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.Task;
import dev.carillon.engine.executor.Attempt;
import dev.carillon.engine.executor.Ending;
import dev.carillon.engine.executor.Execution;
import dev.carillon.engine.executor.Said;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

import javax.tools.ToolProvider;

/// Jars compiled by the test, put into a plugin folder and replaced there.
class JavaExecutorTest {
    private final Path folder;
    private final Path plugins;
    private final JavaExecutor executor;
    private final Said said = new Said();

    JavaExecutorTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        plugins = Files.createDirectory(folder.resolve("plugins"));
        executor = new JavaExecutor(plugins);
    }

    private void install(String body) throws IOException {
        var sources = Files.createTempDirectory(folder, "source");
        var source = sources.resolve("Work.java");
        Files.writeString(
                source,
                "public class Work implements dev.carillon.plugin.Job {"
                        + " public void run(dev.carillon.plugin.JobContext c) throws Exception { "
                        + body
                        + " } static int deep(int i) { return deep(i + 1) + 1; } }");
        int failed =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-cp",
                                System.getProperty("java.class.path"),
                                source.toString());
        assertThat(failed).isZero();
        var jar = folder.resolve("new.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Path type : classes(sources)) {
                out.putNextEntry(new JarEntry(type.getFileName().toString()));
                Files.copy(type, out);
            }
        }
        Files.move(jar, plugins.resolve("work.jar"), StandardCopyOption.REPLACE_EXISTING);
    }

    private static List<Path> classes(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".class")).toList();
        }
    }

    private Execution start(String type, String jar) {
        return executor.start(
                new Attempt(
                        "run",
                        1,
                        1,
                        "default/job",
                        new Task.Java(type, jar),
                        Map.of("p", "v"),
                        null,
                        Duration.ZERO,
                        true),
                said);
    }

    private Ending run() throws Exception {
        return start("Work", "work").ending().get(20, TimeUnit.SECONDS);
    }

    @Test
    void aReplacedJarIsUsedByTheNextAttemptAndTheOldOneGoesOn() throws Exception {
        install(
                "c.log(\"old begins\"); while (!c.cancelled()) Thread.onSpinWait(); c.log(\"old ends\");");
        var old = start("Work", "work");
        await().atMost(20, TimeUnit.SECONDS).until(() -> said.text().contains("old begins"));

        install("c.log(\"new \" + c.parameters().get(\"p\")); c.result(\"r\");");
        var ending = run();

        assertThat(ending.success()).isTrue();
        assertThat(said.text()).isEqualTo("old begins\nnew v\n");
        assertThat(said.result()).isEqualTo("r");
        assertThat(old.ending()).isNotDone();
        old.stop();
        assertThat(old.ending().get(20, TimeUnit.SECONDS).message())
                .isEqualTo("stopped when asked to");
    }

    @Test
    void aBrokenJarIsSaidToBeAndDoesNotHoldBackTheNext() throws Exception {
        Files.write(plugins.resolve("work.jar"), new byte[] {'P', 'K', 3, 4, 0, 0});

        assertThat(run().success()).isFalse();
        install("c.log(\"mended\");");

        assertThat(run().success()).isTrue();
        assertThat(said.text()).endsWith("mended\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "throw new IllegalStateException(\"no luck\"); | java.lang.IllegalStateException: no luck",
                "deep(0); | java.lang.StackOverflowError",
                "throw new OutOfMemoryError(\"test\"); | java.lang.OutOfMemoryError: test",
                "throw new RuntimeException() { public String getMessage() { throw new IllegalStateException(); } }; | failed with",
                "throw new NoClassDefFoundError(\"gone\"); | java.lang.NoClassDefFoundError: gone",
                "Class.forName(\"org.h2.Driver\"); | java.lang.ClassNotFoundException: org.h2.Driver",
                "Class.forName(\"dev.carillon.engine.Engine\"); | java.lang.ClassNotFoundException: dev.carillon.engine.Engine"
            })
    void whatTheCodeOfAStrangerThrowsEndsItsAttemptAndNothingElse(String body, String message)
            throws Exception {
        install("if (true) { " + body + " }");

        assertThat(run().message()).startsWith(message);

        install("c.log(\"well\");");
        assertThat(run().success()).isTrue();
    }

    @Test
    void whatIsNoJobIsSaidPlainly() throws Exception {
        install("");

        assertThat(start("Gone", "work").ending().get(20, TimeUnit.SECONDS).message())
                .isEqualTo("there is no class Gone in work.jar");
        assertThat(start("java.lang.String", "work").ending().get(20, TimeUnit.SECONDS).message())
                .contains("does not implement dev.carillon.plugin.Job");
        assertThat(start("Work", "none").ending().get(20, TimeUnit.SECONDS).message())
                .contains("there is no plugin jar");
    }

    @Test
    void manyAttemptsLeaveNoThreadsBehind() throws Exception {
        install("");
        for (int i = 0; i < 50; i++) {
            run();
        }

        await().atMost(30, TimeUnit.SECONDS)
                .until(
                        () ->
                                Thread.getAllStackTraces().keySet().stream()
                                                .filter(
                                                        t ->
                                                                t.getName()
                                                                        .startsWith(
                                                                                "carillon-java"))
                                                .count()
                                        <= 4);
    }
}
