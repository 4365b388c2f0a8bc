-- What somebody has just dealt with stays for a while, so that this can be taken back.
ALTER TABLE run ADD COLUMN handled_us BIGINT;
