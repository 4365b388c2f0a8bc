package dev.carillon.engine.executor; public record SqlConnection(String url, String user, String password) {}
