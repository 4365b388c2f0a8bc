package dev.carillon.engine.executor.sql;

import dev.carillon.engine.executor.Output;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;

/// Prints the results of an attempt within bounds: [#MOST_CELL] characters of a cell, [#MOST_ROWS] of
/// a result, [#MOST_CHARACTERS] of all. What is beyond is counted. The first cell is the result value.
final class PrintedRows {
    static final int MOST_ROWS = 1_000;
    static final int MOST_CELL = 10_000;
    static final int MOST_CHARACTERS = 2 << 20;

    private final Output output;
    private int left = MOST_CHARACTERS;
    private boolean resultSaid;

    PrintedRows(Output output) {
        this.output = output;
    }

    /// Reads all rows, so that a query with effects has them all.
    ///
    /// @return what a person is told of the result
    String print(ResultSet rows) throws SQLException {
        printHead(rows);
        long count = 0;
        long shown = 0;
        while (rows.next()) {
            if (!resultSaid) {
                output.result(cell(rows, 1));
                resultSaid = true;
            }
            count++;
            if (shown < MOST_ROWS && left > 0) {
                printRow(rows);
                shown++;
            }
        }
        return count
                + " rows"
                + (shown < count ? ", the first " + shown + " are shown" : "")
                + (left <= 0 ? "; output is cut at " + MOST_CHARACTERS + " characters" : "");
    }

    private void printHead(ResultSet rows) throws SQLException {
        var line = new StringBuilder();
        int columns = rows.getMetaData().getColumnCount();
        for (int i = 1; i <= columns && left > 0; i++) {
            add(line, rows.getMetaData().getColumnLabel(i));
        }
        say(line);
    }

    private void printRow(ResultSet rows) throws SQLException {
        var line = new StringBuilder();
        int columns = rows.getMetaData().getColumnCount();
        for (int i = 1; i <= columns && left > 0; i++) {
            add(line, cell(rows, i));
        }
        say(line);
    }

    private void add(StringBuilder line, String cell) {
        line.append(line.isEmpty() ? "" : "\t").append(cell);
        left -= cell.length() + 1;
    }

    private void say(StringBuilder line) {
        byte[] bytes = line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
        output.write(bytes, 0, bytes.length);
    }

    // Reads no more of a large object than is shown.
    private static String cell(ResultSet rows, int column) throws SQLException {
        try (var reader = rows.getCharacterStream(column)) {
            if (reader == null) {
                return "null";
            }
            var text = new char[MOST_CELL + 1];
            int length = 0;
            for (int count = 0; count >= 0 && length < text.length; length += Math.max(0, count)) {
                count = reader.read(text, length, text.length - length);
            }
            return length <= MOST_CELL ? new String(text, 0, length) : cut(text);
        } catch (IOException e) {
            throw new SQLException("a value cannot be read", e);
        }
    }

    private static String cut(char[] text) {
        int whole = Character.isHighSurrogate(text[MOST_CELL - 1]) ? MOST_CELL - 1 : MOST_CELL;
        return new String(text, 0, whole) + "…";
    }
}
