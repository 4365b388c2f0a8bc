package dev.carillon.engine.executor; public interface Execution { java.util.concurrent.CompletableFuture<Ending> ending(); void stop(); }
