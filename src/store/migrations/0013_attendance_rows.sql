-- Rows come by the hundred thousand and are read by source: they are
-- numbered, a source has those from first_row to last_row, and no index is
-- kept up with them. Who erases a person looks through all rows. The check
-- of via is no IN: SQLite builds a table for that with every row.
CREATE TABLE attendance_row_kept (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id >= 1),
  line BIGINT NOT NULL CHECK (line >= 1),
  name TEXT,
  email TEXT,
  person TEXT REFERENCES person (id) ON DELETE SET NULL,
  join_utc BIGINT,
  leave_utc BIGINT,
  total_seconds BIGINT CHECK (total_seconds >= 0),
  via TEXT NOT NULL
    CHECK (via = 'live' OR via = 'in_person' OR via = 'makeup'
      OR via = 'recording'),
  hint TEXT,
  ignored TEXT,
  identity TEXT
);
INSERT INTO attendance_row_kept (id, line, name, email, person, join_utc,
  leave_utc, total_seconds, via, hint, ignored)
  SELECT ROW_NUMBER() OVER (ORDER BY source, ordinal), line, name, email,
    person, join_utc, leave_utc, total_seconds, via, hint, ignored
  FROM attendance_row;
ALTER TABLE attendance_source ADD COLUMN first_row BIGINT NOT NULL DEFAULT 1;
ALTER TABLE attendance_source ADD COLUMN last_row BIGINT NOT NULL DEFAULT 0;
UPDATE attendance_source SET
  first_row = 1 + (SELECT COUNT(*) FROM attendance_row r
    WHERE r.source < attendance_source.id),
  last_row = (SELECT COUNT(*) FROM attendance_row r
    WHERE r.source <= attendance_source.id);
DROP TABLE attendance_row;
ALTER TABLE attendance_row_kept RENAME TO attendance_row;
