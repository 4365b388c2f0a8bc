package dev.carillon.console.parts.log;

import javafx.scene.paint.Color;

/// The colours that escape codes name: sixteen that can be read on the ground they are on, and the 256 of xterm.
final class LogColours {
    private static final Color[] ON_LIGHT =
            colours(
                    "24292f cf222e 116329 7d4e00 0969da 8250df 1b7c83 57606a "
                            + "57606a a40e26 1a7f37 9a6700 218bff a475f9 3192aa 6e7781");
    private static final Color[] ON_DARK =
            colours(
                    "6e7681 ff7b72 3fb950 d29922 58a6ff bc8cff 39c5cf b1bac4 "
                            + "8b949e ffa198 56d364 e3b341 79c0ff d2a8ff 56d4dd f0f6fc");
    private static final int CUBE = 16;
    private static final int GREYS = 232;

    private LogColours() {}

    private static Color[] colours(String codes) {
        String[] each = codes.split(" ");
        var all = new Color[each.length];
        for (int i = 0; i < each.length; i++) {
            all[i] = Color.web(each[i]);
        }
        return all;
    }

    /// @param code as in a [Pen], not 0
    static Color of(int code, boolean onDark) {
        if ((code & Pen.EXACT) != 0) {
            return Color.rgb(code >> 16 & 0xff, code >> 8 & 0xff, code & 0xff);
        }
        int index = code - 1;
        if (index < CUBE) {
            return onDark ? ON_DARK[index] : ON_LIGHT[index];
        }
        if (index >= GREYS) {
            int grey = 8 + (index - GREYS) * 10;
            return Color.rgb(grey, grey, grey);
        }
        int place = index - CUBE;
        return Color.rgb(level(place / 36), level(place / 6 % 6), level(place % 6));
    }

    private static int level(int step) {
        return step == 0 ? 0 : 55 + step * 40;
    }
}
