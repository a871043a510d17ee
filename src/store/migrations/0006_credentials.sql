-- What was decided and issued. Nothing here refers to a person, programme or
-- cohort row, so that deleting those never breaks a verification.
CREATE TABLE preview (
  digest TEXT NOT NULL PRIMARY KEY CHECK (LENGTH(digest) = 64),
  cohort TEXT NOT NULL,
  seq BIGINT NOT NULL,
  created BIGINT NOT NULL,
  actor TEXT NOT NULL CHECK (actor <> ''),
  document TEXT NOT NULL,
  used_at BIGINT
);
CREATE UNIQUE INDEX preview_order ON preview (cohort, seq);

CREATE TABLE decision (
  id TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
  person TEXT NOT NULL,
  cohort TEXT NOT NULL,
  award TEXT NOT NULL,
  programme TEXT NOT NULL,
  revision BIGINT NOT NULL,
  document @BLOB@ NOT NULL,
  salt @BLOB@ NOT NULL,
  created BIGINT NOT NULL
);
CREATE INDEX decision_cohort ON decision (cohort, person);

CREATE TABLE status_list (
  organisation TEXT NOT NULL REFERENCES organisation (id),
  number BIGINT NOT NULL CHECK (number >= 1),
  entries BIGINT NOT NULL CHECK (entries >= 1),
  permutation_key @BLOB@ NOT NULL,
  next_n BIGINT NOT NULL,
  revision BIGINT NOT NULL CHECK (revision >= 1),
  created BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  closed_at BIGINT,
  PRIMARY KEY (organisation, number),
  CHECK (next_n >= 0 AND next_n <= entries),
  CHECK ((closed_at IS NOT NULL) = (next_n = entries))
);

CREATE TABLE signed_status (
  organisation TEXT NOT NULL,
  number BIGINT NOT NULL,
  purpose TEXT NOT NULL CHECK (purpose IN ('revocation', 'suspension')),
  revision BIGINT NOT NULL,
  body @BLOB@ NOT NULL,
  signed_at BIGINT NOT NULL,
  PRIMARY KEY (organisation, number, purpose),
  FOREIGN KEY (organisation, number)
    REFERENCES status_list (organisation, number)
);

CREATE TABLE credential (
  id TEXT NOT NULL CHECK (id <> ''),
  version BIGINT NOT NULL CHECK (version >= 1),
  organisation TEXT NOT NULL REFERENCES organisation (id),
  person TEXT NOT NULL CHECK (person <> ''),
  cohort TEXT NOT NULL CHECK (cohort <> ''),
  award TEXT NOT NULL CHECK (award <> ''),
  cycle TEXT NOT NULL,
  achievement TEXT NOT NULL CHECK (achievement <> ''),
  kind TEXT NOT NULL
    CHECK (kind IN ('certificate', 'badge', 'units', 'internal')),
  name_shown TEXT NOT NULL,
  decision TEXT NOT NULL REFERENCES decision (id),
  kid TEXT NOT NULL,
  format TEXT NOT NULL CHECK (format <> ''),
  body @BLOB@ NOT NULL,
  summary TEXT NOT NULL,
  status_number BIGINT NOT NULL,
  status_index BIGINT NOT NULL CHECK (status_index >= 0),
  valid_from BIGINT NOT NULL,
  awarded_at BIGINT NOT NULL,
  issued_at BIGINT NOT NULL,
  holder_secret_hash TEXT,
  holder_email_hash TEXT,
  holder_licence_hash TEXT,
  PRIMARY KEY (id, version),
  UNIQUE (person, cohort, award, cycle, version),
  UNIQUE (organisation, status_number, status_index),
  FOREIGN KEY (organisation, status_number)
    REFERENCES status_list (organisation, number),
  FOREIGN KEY (organisation, kid) REFERENCES signing_key (organisation, kid)
);
CREATE INDEX credential_cohort ON credential (cohort);
CREATE INDEX credential_organisation ON credential (organisation, issued_at);
CREATE INDEX credential_secret ON credential (holder_secret_hash);

CREATE TABLE credential_event (
  credential TEXT NOT NULL,
  seq BIGINT NOT NULL,
  version BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('revoked', 'suspended', 'reinstated',
    'shared', 'unshared', 'link')),
  reason TEXT,
  note TEXT,
  actor TEXT NOT NULL CHECK (actor <> ''),
  at_utc BIGINT NOT NULL,
  PRIMARY KEY (credential, seq),
  FOREIGN KEY (credential, version) REFERENCES credential (id, version),
  CHECK (kind NOT IN ('revoked', 'suspended') OR reason <> ''),
  CHECK (kind NOT IN ('revoked', 'suspended') OR reason IS NOT NULL)
);
CREATE INDEX credential_event_kind ON credential_event (kind);
CREATE UNIQUE INDEX credential_event_revoked
  ON credential_event (credential, version) WHERE kind = 'revoked';
