-- Tokens that were made; of each there is only its SHA-256, in hexadecimal. A name is never used twice.
CREATE TABLE token (
    name VARCHAR(100) PRIMARY KEY,
    hash VARCHAR(64) NOT NULL,
    role VARCHAR(10) NOT NULL,
    created_us BIGINT NOT NULL,
    created_by VARCHAR(100) NOT NULL,
    last_used_us BIGINT,
    expires_us BIGINT,
    revoked_us BIGINT,
    CONSTRAINT token_hash UNIQUE (hash)
);
