package dev.carillon.engine.executor;

/// A connection SQL jobs may name.
public record SqlConnection(String url, String user, String password) {
    @Override
    public String toString() {
        return "SqlConnection[" + url + "]";
    }
}
