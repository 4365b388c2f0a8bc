package dev.carillon.engine.http;

import dev.carillon.api.client.HttpCarillon;
import dev.carillon.engine.auth.IssuedTokens;
import dev.carillon.engine.auth.Tokens;
import dev.carillon.engine.store.memory.MemoryStores;
import dev.carillon.testkit.ManualTime;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// A server in front of a [FakeCarillon], with clients of three levels: the product's, requests, and
/// bytes on a socket.
abstract class ApiFixture {
    final FakeCarillon fake = new FakeCarillon();
    final ManualTime time = new ManualTime(FakeCarillon.TIME);
    private final MemoryStores stores = new MemoryStores(time::micros);
    final IssuedTokens issued = new IssuedTokens(stores, time::micros, time::nanos);

    /// Of another node on the same database.
    final IssuedTokens issuedElsewhere = new IssuedTokens(stores, time::micros, time::nanos);

    ApiServer server;
    HttpCarillon client;
    String token;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        server =
                ApiServer.start(
                        new ApiConfig("127.0.0.1", 0), fake, Tokens.inFolder(folder, issued));
        token = Files.readString(folder.resolve("admin.token")).strip();
        client = HttpCarillon.connect(uri(""), token);
    }

    @AfterEach
    void stop() {
        client.close();
        http.shutdownNow();
        server.close();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + token);
    }

    HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    HttpResponse<String> post(String path, String contentType, String body)
            throws IOException, InterruptedException {
        return send(
                request(path)
                        .header("Content-Type", contentType)
                        .POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> put(String path, String contentType, String body)
            throws IOException, InterruptedException {
        return send(
                request(path)
                        .header("Content-Type", contentType)
                        .PUT(BodyPublishers.ofString(body)));
    }

    /// Sends lines as they are and reads until the server closes.
    String raw(String... lines) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(20_000);
            String text = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
