-- Programmes. Revisions and achievements refer to no programme row: they
-- outlive it.
CREATE TABLE programme (
  id TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
  title TEXT NOT NULL CHECK (title <> ''),
  definition TEXT NOT NULL,
  created BIGINT NOT NULL
);

CREATE TABLE policy_revision (
  programme TEXT NOT NULL,
  revision BIGINT NOT NULL CHECK (revision >= 1),
  sha256 TEXT NOT NULL CHECK (LENGTH(sha256) = 64),
  body TEXT NOT NULL CHECK (body <> ''),
  created BIGINT NOT NULL,
  frozen_at BIGINT,
  PRIMARY KEY (programme, revision)
);

CREATE TABLE achievement (
  programme TEXT NOT NULL,
  id TEXT NOT NULL CHECK (id <> ''),
  definition TEXT NOT NULL,
  created BIGINT NOT NULL,
  PRIMARY KEY (programme, id)
);
CREATE INDEX achievement_id ON achievement (id);

CREATE TABLE cohort (
  id TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
  programme TEXT NOT NULL REFERENCES programme (id),
  revision BIGINT NOT NULL CHECK (revision >= 1),
  title TEXT NOT NULL CHECK (title <> ''),
  zone TEXT NOT NULL CHECK (zone <> ''),
  capacity BIGINT CHECK (capacity >= 0),
  seats TEXT,
  parameters TEXT,
  created BIGINT NOT NULL,
  closed_at BIGINT
);
CREATE INDEX cohort_programme ON cohort (programme);
