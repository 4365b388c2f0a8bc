package dev.carillon.node;

import java.util.Map;

/// What output goes to, as the launcher found it: `CARILLON_TERMINAL` is "rows columns" of the
/// terminal, empty for a pipe or file.
record Screen(boolean terminal, boolean colours, int rows, int columns) {
    static Screen of(Map<String, String> environment) {
        String size = environment.getOrDefault("CARILLON_TERMINAL", "").strip();
        if (!size.matches("\\d{1,4} \\d{1,4}")) {
            return new Screen(false, false, 24, 0);
        }
        int space = size.indexOf(' ');
        int rows = Integer.parseInt(size.substring(0, space));
        int columns = Integer.parseInt(size.substring(space + 1));
        // A terminal that does not know its size says 0 0.
        return new Screen(
                true,
                !environment.containsKey("NO_COLOR"),
                rows == 0 ? 24 : rows,
                columns == 0 ? 80 : columns);
    }
}
