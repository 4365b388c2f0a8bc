package dev.carillon.engine.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/// The few questions to which H2 and PostgreSQL answer differently.
public sealed interface Dialect {
    /// Folder of the migrations that only this database has.
    String folder();

    /// A query of one BIGINT: microseconds since 1970 by the database's clock, now and not at the
    /// start of the transaction.
    String nowMicros();

    /// What follows a SELECT of claim candidates, so that two claimers do not wait for each other.
    String skipLocked();

    /// Takes the right to be the only node on this database until the connection closes.
    ///
    /// @return false when another process has it
    boolean becomeSoleNode(Connection connection) throws SQLException;

    static Dialect of(String url) {
        if (url.startsWith("jdbc:h2:")) {
            return new H2();
        }
        if (url.startsWith("jdbc:postgresql:")) {
            return new PostgreSql();
        }
        throw new IllegalArgumentException(
                "database URL \"" + url + "\" is neither jdbc:h2: nor jdbc:postgresql:");
    }

    /// Embedded H2. Its file is open in one process only, so that process is the sole node.
    record H2() implements Dialect {
        @Override
        public String folder() {
            return "db/h2";
        }

        @Override
        public String nowMicros() {
            return "SELECT CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP(9)) * 1000000 AS BIGINT)";
        }

        // H2 locks all matching rows before it applies the limit; one process needs no lock here.
        @Override
        public String skipLocked() {
            return "";
        }

        @Override
        public boolean becomeSoleNode(Connection connection) {
            return true;
        }
    }

    /// PostgreSQL, 13 and later.
    record PostgreSql() implements Dialect {
        private static final long ADVISORY_KEY = 0x4361726c6c6f6eL;

        @Override
        public String folder() {
            return "db/postgresql";
        }

        @Override
        public String nowMicros() {
            return "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)";
        }

        @Override
        public String skipLocked() {
            return " FOR UPDATE SKIP LOCKED";
        }

        @Override
        public boolean becomeSoleNode(Connection connection) throws SQLException {
            try (var statement = connection.prepareStatement("SELECT pg_try_advisory_lock(?)")) {
                statement.setLong(1, ADVISORY_KEY);
                try (var rows = statement.executeQuery()) {
                    return rows.next() && rows.getBoolean(1);
                }
            }
        }
    }
}
