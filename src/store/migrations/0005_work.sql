-- Work handed in and attestations.
CREATE TABLE work_event (
  cohort TEXT NOT NULL REFERENCES cohort (id),
  person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  item TEXT NOT NULL CHECK (item <> ''),
  seq BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('submitted', 'returned', 'approved')),
  comment TEXT,
  link TEXT,
  sha256 TEXT REFERENCES source_file (sha256),
  actor TEXT NOT NULL CHECK (actor <> ''),
  role TEXT NOT NULL CHECK (role <> ''),
  at_utc BIGINT NOT NULL,
  PRIMARY KEY (cohort, person, item, seq)
);
CREATE INDEX work_event_person ON work_event (person);

CREATE TABLE attestation (
  cohort TEXT NOT NULL REFERENCES cohort (id),
  person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  what TEXT NOT NULL CHECK (what <> ''),
  seq BIGINT NOT NULL,
  withdrawn SMALLINT NOT NULL CHECK (withdrawn IN (0, 1)),
  role TEXT NOT NULL CHECK (role <> ''),
  actor TEXT NOT NULL CHECK (actor <> ''),
  at_utc BIGINT NOT NULL,
  note TEXT,
  PRIMARY KEY (cohort, person, what, seq)
);
CREATE INDEX attestation_person ON attestation (person);
