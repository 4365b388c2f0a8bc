package dev.carillon.console.start;

import static org.awaitility.Awaitility.await;

import dev.carillon.api.client.HttpCarillon;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// `carillon demo` as a process, in a folder whose name tells nothing of this machine.
final class DemoProcess implements AutoCloseable {
    private final Path folder;
    private final Process process;

    /// @param source the source tree, built
    DemoProcess(Path source, Path folder) throws IOException {
        this.folder = folder.resolve("carillon-demo");
        var home = Files.createDirectories(folder.resolve("carillon"));
        for (String part : List.of("pom.xml", "samples", "packaging")) {
            var link = home.resolve(part);
            if (!Files.exists(link)) {
                Files.createSymbolicLink(link, source.resolve(part));
            }
        }
        var built = source.resolve("packaging/node/target").toAbsolutePath().normalize();
        var builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx192m",
                        "-XX:AOTCache=" + built.resolve("carillon.aot"),
                        "-Xlog:disable",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        built.resolve("lib/*") + ":" + built.resolve("carillon-node.jar"),
                        "dev.carillon.node.NodeMain",
                        "demo",
                        "--port",
                        "0",
                        "--folder",
                        this.folder.toString());
        builder.environment().put("CARILLON_HOME", home.toString());
        Files.deleteIfExists(this.folder.resolve("api.address"));
        process =
                builder.redirectErrorStream(true)
                        .redirectOutput(folder.resolve("demo.log").toFile())
                        .start();
        endWithUs();
    }

    // Also when this process is broken off.
    private void endWithUs() {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(process::destroy));
    }

    URI url() throws IOException {
        var address = folder.resolve("api.address");
        await().atMost(60, TimeUnit.SECONDS)
                .failFast("the demo ended, see demo.log beside " + folder, () -> !process.isAlive())
                .until(() -> Files.exists(address) && !Files.readString(address).isBlank());
        return URI.create(Files.readString(address).strip());
    }

    String token() throws IOException {
        return Files.readString(folder.resolve("admin.token")).strip();
    }

    HttpCarillon connect() throws IOException {
        return HttpCarillon.connect(url(), token());
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
