package dev.carillon.engine.executor; import org.jspecify.annotations.Nullable; public record Ending(boolean success, @Nullable Integer exitCode, String message) {}
