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
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

import javax.tools.ToolProvider;

/// Jars compiled by the test, put into a plugin folder and replaced there.
class JavaExecutorTest {
    private final Path folder;
    private final Path plugins;
    private final Path copies;
    private final JavaExecutor executor;
    private final Said said = new Said();
    // Each attempt is the first for a moment, unless it stands still.
    private final AtomicLong nanos = new AtomicLong();
    private long step = Duration.ofMillis(20).toNanos();

    JavaExecutorTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        plugins = Files.createDirectory(folder.resolve("plugins"));
        copies = folder.resolve("copies");
        executor = new JavaExecutor(plugins, copies, () -> nanos.addAndGet(step));
    }

    private void install(String body) throws IOException {
        installClass(
                "public class Work implements dev.carillon.plugin.Job {"
                        + " public void run(dev.carillon.plugin.JobContext c) throws Exception { "
                        + body
                        + " } static int deep(int i) { return deep(i + 1) + 1; } }");
    }

    private void installClass(String text) throws IOException {
        var sources = Files.createTempDirectory(folder, "source");
        var source = sources.resolve("Work.java");
        Files.writeString(source, text);
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
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                var classes = Files.newDirectoryStream(sources, "*.class")) {
            for (var type : classes) {
                out.putNextEntry(new JarEntry(type.getFileName().toString()));
                Files.copy(type, out);
            }
        }
        Files.move(jar, plugins.resolve("work.jar"), StandardCopyOption.REPLACE_EXISTING);
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
                        true,
                        null),
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
    void theFileIsLookedAtOnceInAMoment() throws Exception {
        install("c.log(\"old\");");
        run();
        install("c.log(\"new\");");

        step = 1;
        run();
        step = Duration.ofMillis(20).toNanos();
        run();

        assertThat(said.text()).isEqualTo("old\nold\nnew\n");
    }

    @Test
    void aHalfCopiedJarIsSaidToBeAndDoesNotHoldBackTheNext() throws Exception {
        install("c.log(\"whole\");");
        run();
        byte[] whole = Files.readAllBytes(plugins.resolve("work.jar"));
        Files.write(plugins.resolve("work.jar"), Arrays.copyOf(whole, whole.length / 2));

        assertThat(run().message()).contains("work.jar is damaged or not yet copied whole: ");
        assertThat(copiesThere()).isZero();
        Files.write(plugins.resolve("work.jar"), whole);

        assertThat(run().success()).isTrue();
        assertThat(said.text()).isEqualTo("whole\nwhole\n");
    }

    private long copiesThere() throws IOException {
        try (var there = Files.list(copies)) {
            return there.count();
        }
    }

    @Test
    void theCopyOfAReplacedJarGoesWithItsLastAttempt() throws Exception {
        install("c.log(\"begins\"); while (!c.cancelled()) Thread.onSpinWait();");
        var old = start("Work", "work");
        await().atMost(20, TimeUnit.SECONDS).until(() -> said.text().contains("begins"));
        install("");
        run();
        assertThat(copiesThere()).isEqualTo(2);

        old.stop();
        old.ending().get(20, TimeUnit.SECONDS);

        assertThat(copiesThere()).isEqualTo(1);
    }

    @Test
    void theCopyOfARemovedJarGoesWhenItIsMissed() throws Exception {
        install("");
        run();

        Files.delete(plugins.resolve("work.jar"));

        assertThat(run().message()).contains("there is no plugin jar");
        assertThat(copiesThere()).isZero();
    }

    @Test
    void closingRemovesCopiesAndSoDoesTheNextStartAfterACrash() throws Exception {
        install("");
        run();
        Files.writeString(copies.resolve("work-left-by-a-killed-process.jar"), "");

        new JavaExecutor(plugins, copies);
        assertThat(copiesThere()).isZero();
        executor.close();

        assertThat(run().success()).isTrue();
        executor.close();
        assertThat(copiesThere()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "throw new IllegalStateException(\"no luck\"); | java.lang.IllegalStateException: no luck",
                "deep(0); | java.lang.StackOverflowError",
                "throw new OutOfMemoryError(\"test\"); | java.lang.OutOfMemoryError: test",
                "throw new RuntimeException() { public String getMessage() { throw new IllegalStateException(); } }; | Work$1, which cannot be described",
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "public class Work {} | class Work does not implement dev.carillon.plugin.Job",
                "class Work implements JOB { RUN } | class Work must be public",
                "public class Work implements JOB { private Work() {} RUN } | class Work must be public",
                "public abstract class Work implements JOB {} | class Work is abstract",
                "public class Work implements JOB { public Work() { throw new IllegalStateException(\"x\"); } RUN } | java.lang.IllegalStateException: x",
                "public class Work implements JOB { static int a = Integer.parseInt(\"x\"); RUN } | java.lang.NumberFormatException: For input string"
            })
    void aClassThatIsNoUsableJobIsSaidPlainly(String text, String message) throws Exception {
        installClass(
                text.replace("JOB", "dev.carillon.plugin.Job")
                        .replace("RUN", "public void run(dev.carillon.plugin.JobContext c) {}"));

        assertThat(run().message()).startsWith(message);
    }

    @Test
    void anErrorThatCannotBeDescribedEndsItsAttemptToo() throws Exception {
        install(
                "throw new RuntimeException() { public String toString() { throw new Error(); }"
                        + " public void printStackTrace(java.io.PrintWriter w) { throw new Error(); } };");
        var ending = run();

        assertThat(ending.success()).isFalse();
        assertThat(ending.message()).isEqualTo("Work$1, which cannot be described");
    }

    @Test
    void aJobThatIgnoresItsCancellationGoesOn() throws Exception {
        var end = folder.resolve("end");
        install(
                "c.log(\"begins\");"
                        + " while (!new java.io.File(\""
                        + end
                        + "\").exists()) Thread.onSpinWait();"
                        + " c.log(\"interrupted \" + Thread.currentThread().isInterrupted());");
        var deaf = start("Work", "work");
        await().atMost(20, TimeUnit.SECONDS).until(() -> said.text().contains("begins"));

        deaf.stop();
        assertThat(deaf.ending()).isNotDone();
        Files.writeString(end, "");

        assertThat(deaf.ending().get(20, TimeUnit.SECONDS).message())
                .isEqualTo("stopped when asked to");
        assertThat(said.text()).endsWith("interrupted false\n");
    }

    @Test
    void aThreadThatIsUsedAgainKnowsNothingOfTheJobBefore() throws Exception {
        install(
                "c.log(\"loader \" + (Thread.currentThread().getContextClassLoader() == getClass().getClassLoader())"
                        + " + Thread.currentThread().isInterrupted());"
                        + " Thread.currentThread().interrupt();");
        run();
        install(
                "c.log(\"loader \" + (Thread.currentThread().getContextClassLoader() == getClass().getClassLoader())"
                        + " + Thread.currentThread().isInterrupted());");

        run();

        assertThat(said.text()).isEqualTo("loader truefalse\nloader truefalse\n");
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
