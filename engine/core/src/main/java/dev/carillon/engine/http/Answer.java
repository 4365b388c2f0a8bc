package dev.carillon.engine.http;

import dev.carillon.api.Json;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/// What a route gives back.
sealed interface Answer {
    String JSON = "application/json";

    /// An answer that is known as a whole.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Whole(int status, String contentType, byte[] body, Map<String, String> headers)
            implements Answer {
        Whole with(String header, String value) {
            Map<String, String> all = new TreeMap<>(headers);
            all.put(header, value);
            return new Whole(status, contentType, body, Map.copyOf(all));
        }
    }

    /// An answer that is written while it comes into being.
    record Stream(String contentType, Body body) implements Answer {}

    /// Writes the body; runs on the thread of the request.
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    static Whole json(Object value) {
        return json(200, value);
    }

    static Whole json(int status, Object value) {
        return new Whole(status, JSON, Json.mapper().writeValueAsBytes(value), Map.of());
    }

    static Whole text(String contentType, String text) {
        return new Whole(200, contentType, text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    static Whole nothing() {
        return new Whole(204, JSON, new byte[0], Map.of());
    }
}
