-- Which column of a table means what, for files of no known tool.
CREATE TABLE column_mapping (
  name TEXT NOT NULL PRIMARY KEY CHECK (name <> ''),
  columns TEXT NOT NULL CHECK (columns <> ''),
  actor TEXT NOT NULL CHECK (actor <> ''),
  at_utc BIGINT NOT NULL
);
