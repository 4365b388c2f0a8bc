package dev.carillon.node;

import java.io.PrintWriter;
import java.io.StringWriter;

/// What a command answered in this process.
record Answer(int code, String out, String err) {
    static Answer to(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code =
                NodeMain.commandLine(arguments)
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(arguments);
        return new Answer(code, out.toString(), err.toString());
    }
}
