package dev.carillon.engine.http;

/// An answer that a request of a test got out of the server.
record Provoked(String how, Reply reply) {}
