package dev.carillon.engine.store.jdbc;

/// The cause of a start that failed since the tables are of a newer program: repeating it does not help.
public final class NewerSchema extends Exception {
    NewerSchema(String migration) {
        super("migration " + migration + " is not known to this program");
    }
}
