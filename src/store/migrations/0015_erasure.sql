-- What was erased at the end of its retention. The rows that named it stay
-- with its digest, so that what was issued can still be verified.
CREATE TABLE source_erased (
  sha256 TEXT NOT NULL PRIMARY KEY REFERENCES source_file (sha256),
  at_utc BIGINT NOT NULL
);

CREATE TABLE person_erased (
  person TEXT NOT NULL PRIMARY KEY CHECK (person <> ''),
  actor TEXT NOT NULL CHECK (actor <> ''),
  at_utc BIGINT NOT NULL
);
