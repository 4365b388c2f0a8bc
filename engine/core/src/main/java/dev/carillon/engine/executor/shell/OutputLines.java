package dev.carillon.engine.executor.shell;

import dev.carillon.engine.executor.Output;

import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// Reads the output of a process, takes the lines that report progress or a result out of it, and
/// passes on the rest as it comes. Holds at most one read buffer and one short line.
final class OutputLines {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int LONGEST_REPORT = 4096;
    private static final Pattern PART =
            Pattern.compile("::progress (\\d{1,15})/(\\d{1,15})(?: (.*))?");
    private static final Pattern PERCENT =
            Pattern.compile("::progress (\\d{1,3}(?:\\.\\d{1,9})?)%(?: (.*))?");
    private static final String RESULT = "::result ";

    private final Output output;
    private final byte[] line = new byte[LONGEST_REPORT];
    private int length;
    private boolean atStart = true;
    private boolean report;

    OutputLines(Output output) {
        this.output = output;
    }

    void readAll(InputStream in) {
        var buffer = new byte[BUFFER_BYTES];
        try (in) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                accept(buffer, count);
            }
        } catch (IOException e) {
            LoggerFactory.getLogger(OutputLines.class)
                    .debug("the output of a process was closed", e);
        }
        flushLine(false);
    }

    private void accept(byte[] bytes, int count) {
        int from = 0;
        for (int i = 0; i < count; i++) {
            if (atStart && bytes[i] == ':') {
                output.write(bytes, from, i - from);
                report = true;
                from = i;
            }
            atStart = bytes[i] == '\n';
            if (!report) {
                continue;
            }
            from = i + 1;
            if (atStart) {
                flushLine(true);
            } else {
                line[length++] = bytes[i];
                if (length == LONGEST_REPORT) {
                    output.write(line, 0, length);
                    length = 0;
                    report = false;
                }
            }
        }
        output.write(bytes, from, count - from);
    }

    private void flushLine(boolean newLine) {
        if (report && !isReport(new String(line, 0, length, StandardCharsets.UTF_8))) {
            output.write(line, 0, length);
            if (newLine) {
                output.write(new byte[] {'\n'}, 0, 1);
            }
        }
        length = 0;
        report = false;
    }

    private boolean isReport(String text) {
        if (text.startsWith(RESULT)) {
            output.result(text.substring(RESULT.length()).strip());
            return true;
        }
        var part = PART.matcher(text);
        if (part.matches() && Long.parseLong(part.group(2)) > 0) {
            output.progress(
                    100.0 * Long.parseLong(part.group(1)) / Long.parseLong(part.group(2)),
                    said(part.group(3)));
            return true;
        }
        var percent = PERCENT.matcher(text);
        if (percent.matches()) {
            output.progress(Double.parseDouble(percent.group(1)), said(percent.group(2)));
            return true;
        }
        return false;
    }

    private static String said(@org.jspecify.annotations.Nullable String text) {
        return text == null ? "" : text;
    }
}
