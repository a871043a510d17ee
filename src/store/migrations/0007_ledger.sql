-- Units earned, and the audit log.
CREATE TABLE ledger_entry (
  id TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
  person TEXT NOT NULL CHECK (person <> ''),
  organisation TEXT NOT NULL REFERENCES organisation (id),
  cohort TEXT NOT NULL,
  award TEXT NOT NULL,
  scheme TEXT NOT NULL CHECK (scheme <> ''),
  units TEXT NOT NULL CHECK (units <> ''),
  seconds BIGINT NOT NULL,
  activity TEXT NOT NULL CHECK (activity <> ''),
  evidence TEXT,
  cycle TEXT NOT NULL,
  credential TEXT,
  contra_of TEXT UNIQUE REFERENCES ledger_entry (id),
  at_utc BIGINT NOT NULL,
  round BIGINT NOT NULL
);
-- One activity counts once; an entry taken back makes room for one more
-- (round is the number of entries taken back before).
CREATE UNIQUE INDEX ledger_entry_once
  ON ledger_entry (person, scheme, cycle, activity, round)
  WHERE contra_of IS NULL;
CREATE INDEX ledger_entry_cohort ON ledger_entry (cohort);

CREATE TABLE audit_event (
  seq BIGINT NOT NULL PRIMARY KEY,
  at_utc BIGINT NOT NULL,
  actor TEXT NOT NULL CHECK (actor <> ''),
  action TEXT NOT NULL CHECK (action <> ''),
  object TEXT,
  detail TEXT
);
CREATE INDEX audit_event_object ON audit_event (object, seq);
