-- Ids do not get smaller by compression, and the attempt costs each transaction that changes many runs.
ALTER TABLE event ALTER COLUMN runs SET STORAGE EXTERNAL;
