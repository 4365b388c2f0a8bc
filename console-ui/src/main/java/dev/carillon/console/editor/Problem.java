package dev.carillon.console.editor;

import dev.carillon.api.CarillonException;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Something wrong with the text.
///
/// @param line from 1, and so is the column
/// @param path what it is about; the root when that is not known
record Problem(int line, int column, String text, YamlPath path) {
    private static final Pattern LINE = Pattern.compile("[^:]+:([0-9]+):([0-9]+): (.*)");
    private static final Pattern PLAIN = Pattern.compile("[a-z ]+: (.*)");

    /// The problems that a refused definition has, each with its place.
    static List<Problem> of(CarillonException refusal, YamlText text) {
        var problems = new ArrayList<Problem>();
        for (String each : refusal.getMessage().split("\n")) {
            var matcher = LINE.matcher(each);
            if (matcher.matches()) {
                int line = Integer.parseInt(matcher.group(1));
                int column = Integer.parseInt(matcher.group(2));
                problems.add(
                        new Problem(line, column, matcher.group(3), text.pathAt(line, column)));
            } else {
                var plain = PLAIN.matcher(each);
                problems.add(
                        new Problem(1, 1, plain.matches() ? plain.group(1) : each, YamlPath.ROOT));
            }
        }
        return List.copyOf(problems);
    }
}
