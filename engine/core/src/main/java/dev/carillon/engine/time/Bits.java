package dev.carillon.engine.time;

/// Sets of the numbers 0 to 63: bit n stands for n.
final class Bits {
    private Bits() {}

    static boolean has(long bits, int bit) {
        return (bits >>> bit & 1) != 0;
    }

    /// The lowest that is in the set, from one on; -1 when there is none.
    static int next(long bits, int from) {
        long rest = from > 63 ? 0 : bits & -1L << from;
        return rest == 0 ? -1 : Long.numberOfTrailingZeros(rest);
    }

    /// How many are below one.
    static int before(long bits, int bit) {
        return Long.bitCount(bits & below(bit));
    }

    /// The numbers below one.
    static long below(int bit) {
        return bit > 63 ? -1L : (1L << bit) - 1;
    }

    /// The first from one on that is not in the set.
    static int runEnd(long bits, int from) {
        return next(~bits, from);
    }
}
