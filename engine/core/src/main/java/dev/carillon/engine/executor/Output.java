package dev.carillon.engine.executor; public interface Output { void write(byte[] bytes, int offset, int length); void progress(double percent, String text); void result(String value); }
