-- Where a node is and what it does in a cluster; its beat is the renewal of its lease.
ALTER TABLE node ADD COLUMN version VARCHAR(40) DEFAULT '' NOT NULL;
ALTER TABLE node ADD COLUMN machine VARCHAR(100) DEFAULT '' NOT NULL;
ALTER TABLE node ADD COLUMN cluster_address VARCHAR(200);
ALTER TABLE node ADD COLUMN api_url VARCHAR(200);
ALTER TABLE node ADD COLUMN capacity INT DEFAULT 1 NOT NULL;
ALTER TABLE node ADD COLUMN roles VARCHAR(100) DEFAULT 'SCHEDULE,EXECUTE,API' NOT NULL;

-- To whom its owner shall hand it over.
ALTER TABLE segment ADD COLUMN wanted UUID;

-- Its one row is locked by whoever joins, so that nodes that start together join one after the other.
CREATE TABLE cluster_join (
    id INT PRIMARY KEY
);
INSERT INTO cluster_join (id) VALUES (1);

-- What the nodes share, sealed with the cluster's secret.
CREATE TABLE cluster_key (
    name VARCHAR(100) PRIMARY KEY,
    content VARCHAR(20000) NOT NULL
);
