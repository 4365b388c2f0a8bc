package dev.carillon.benchmark;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// One keep-alive connection to a node that posts and gets JSON. The client of `engine/api` costs about as much
/// processor time a request as the node does, which on a small machine would be measured as the
/// node's; this one writes and reads a few hundred bytes and allocates little. Not safe for several
/// threads.
final class WireClient implements AutoCloseable {
    private static final int LONGEST_LINE = 8_192;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final String headers;

    WireClient(URI node, String token) throws IOException {
        socket = new Socket(node.getHost(), node.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(60_000);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
        headers =
                "Host: "
                        + node.getAuthority()
                        + "\r\nAuthorization: Bearer "
                        + token
                        + "\r\nContent-Type: application/json\r\n";
    }

    /// The body of an answer with status 201; any other status is a failure of the benchmark.
    ///
    /// @param moreHeaders each with its line end
    String create(String path, String moreHeaders, String body) throws IOException {
        return send("POST", path, moreHeaders, body, "201");
    }

    /// The body of an answer with status 200; any other status is a failure of the benchmark.
    String get(String path) throws IOException {
        return send("GET", path, "", "", "200");
    }

    private String send(
            String method, String path, String moreHeaders, String body, String expected)
            throws IOException {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        byte[] head =
                (method
                                + " "
                                + path
                                + " HTTP/1.1\r\n"
                                + headers
                                + moreHeaders
                                + "Content-Length: "
                                + content.length
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1);
        byte[] request = new byte[head.length + content.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(content, 0, request, head.length, content.length);
        out.write(request);
        String status = line();
        int length = contentLength();
        byte[] answer = in.readNBytes(length);
        String text = new String(answer, StandardCharsets.UTF_8);
        if (answer.length < length || !status.startsWith("HTTP/1.1 " + expected)) {
            throw new IOException(method + " " + path + " was answered: " + status + " " + text);
        }
        return text;
    }

    private int contentLength() throws IOException {
        int length = -1;
        for (String line = line(); !line.isEmpty(); line = line()) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).strip());
            }
        }
        if (length < 0) {
            throw new IOException("an answer without Content-Length");
        }
        return length;
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || line.length() > LONGEST_LINE) {
                throw new IOException("the node closed the connection after: " + line);
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
