-- H2 reads an index in order only when ORDER BY names all its columns from the first, so one index
-- serves the queue by rank, the delayed runs by due time and the lists of a state by id.
CREATE INDEX run_by_state ON run (state, queue_rank, id);
