package dev.carillon.engine.executor; public interface Executor { Execution start(Attempt attempt, Output output); }
