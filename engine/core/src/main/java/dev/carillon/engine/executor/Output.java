package dev.carillon.engine.executor;

/// What an attempt says. Safe for several threads.
public interface Output {
    void write(byte[] bytes, int offset, int length);

    /// @param percent 0 to 100
    void progress(double percent, String text);

    /// The value shown as the run's result; the last one counts.
    void result(String value);
}
