package dev.carillon.console.alarm;

/// How the desktop shows a notification. Not called on the screen's thread.
public interface Notifier {
    /// @throws dev.carillon.api.CarillonException UNAVAILABLE when this desktop shows none; the message says what is missing
    void tell(String title, String text);
}
