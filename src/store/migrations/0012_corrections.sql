-- What people were called before, and who changed it.
CREATE TABLE person_rename (
  person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  seq BIGINT NOT NULL,
  old_name TEXT NOT NULL,
  new_name TEXT NOT NULL,
  preferred SMALLINT NOT NULL CHECK (preferred IN (0, 1)),
  actor TEXT NOT NULL CHECK (actor <> ''),
  at_utc BIGINT NOT NULL,
  reason TEXT NOT NULL CHECK (reason <> ''),
  PRIMARY KEY (person, seq)
);

-- The address at which a credential's current version is read by whoever
-- holds one of its versions: as a secret of which only the digest is here.
CREATE TABLE credential_refresh (
  secret_hash TEXT NOT NULL PRIMARY KEY CHECK (LENGTH(secret_hash) = 64),
  credential TEXT NOT NULL CHECK (credential <> '')
);
