package dev.carillon.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.ErrorCode;
import dev.carillon.api.Json;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// An answer as its bytes say it is.
record Reply(int status, Map<String, String> headers, String body) {
    /// Reads one answer with a Content-Length and leaves the rest.
    static Reply read(InputStream in, boolean ofHead) throws IOException {
        String first = line(in);
        assertThat(first).startsWith("HTTP/1.1 ");
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = ofHead ? 0 : Integer.parseInt(headers.getOrDefault("content-length", "0"));
        byte[] body = in.readNBytes(length);
        return new Reply(
                Integer.parseInt(first.substring(9, 12)),
                headers,
                new String(body, StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            assertThat(c).as("the answer ends early, after %s", line).isNotNegative();
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /// Checks that it is a problem with all its parts, whose code says the status and whose fault it is.
    ErrorCode problem() {
        assertThat(headers.get("content-type")).isEqualTo("application/problem+json");
        JsonNode problem = Json.mapper().readTree(body);
        ErrorCode code = ErrorCode.valueOf(problem.path("code").asString());
        assertThat(problem.path("fault").asString()).isEqualTo(code.fault().name());
        assertThat(problem.path("status").asInt()).isEqualTo(code.status()).isEqualTo(status);
        assertThat(problem.path("detail").asString())
                .isNotBlank()
                .doesNotContain(": null", "Exception");
        assertThat(problem.path("type").asString()).startsWith("urn:carillon:error:");
        assertThat(problem.path("title").asString()).isNotBlank();
        return code;
    }

    String detail() {
        return Json.mapper().readTree(body).path("detail").asString();
    }
}
