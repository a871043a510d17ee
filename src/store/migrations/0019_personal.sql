-- Credentials of a person as a whole: the learner record that gathers what
-- she was awarded, and the statement of her units. They are of no cohort and
-- rest on no decision; award says which of the two, cycle for which issuer.
CREATE TABLE credential_kept (
  id TEXT NOT NULL CHECK (id <> ''),
  version BIGINT NOT NULL CHECK (version >= 1),
  organisation TEXT NOT NULL REFERENCES organisation (id),
  person TEXT NOT NULL CHECK (person <> ''),
  cohort TEXT NOT NULL,
  award TEXT NOT NULL CHECK (award <> ''),
  cycle TEXT NOT NULL,
  achievement TEXT NOT NULL CHECK (achievement <> ''),
  kind TEXT NOT NULL CHECK (kind IN ('certificate', 'badge', 'units',
    'internal', 'record', 'statement')),
  name_shown TEXT NOT NULL,
  decision TEXT REFERENCES decision (id),
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
  FOREIGN KEY (organisation, kid) REFERENCES signing_key (organisation, kid),
  CHECK ((cohort = '') = (kind IN ('record', 'statement'))),
  CHECK ((decision IS NULL) = (kind IN ('record', 'statement')))
);
INSERT INTO credential_kept (id, version, organisation, person, cohort, award,
  cycle, achievement, kind, name_shown, decision, kid, format, body, summary,
  status_number, status_index, valid_from, awarded_at, issued_at,
  holder_secret_hash, holder_email_hash, holder_licence_hash)
  SELECT id, version, organisation, person, cohort, award, cycle, achievement,
    kind, name_shown, decision, kid, format, body, summary, status_number,
    status_index, valid_from, awarded_at, issued_at, holder_secret_hash,
    holder_email_hash, holder_licence_hash
  FROM credential;

CREATE TABLE credential_event_kept (
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
  FOREIGN KEY (credential, version) REFERENCES credential_kept (id, version),
  CHECK (kind NOT IN ('revoked', 'suspended') OR reason <> ''),
  CHECK (kind NOT IN ('revoked', 'suspended') OR reason IS NOT NULL)
);
INSERT INTO credential_event_kept (credential, seq, version, kind, reason,
  note, actor, at_utc)
  SELECT credential, seq, version, kind, reason, note, actor, at_utc
  FROM credential_event;

CREATE TABLE credential_form_kept (
  credential TEXT NOT NULL,
  version BIGINT NOT NULL,
  organisation TEXT NOT NULL,
  kid TEXT NOT NULL,
  format TEXT NOT NULL CHECK (format <> ''),
  body @BLOB@ NOT NULL,
  PRIMARY KEY (credential, version, format),
  FOREIGN KEY (credential, version) REFERENCES credential_kept (id, version),
  FOREIGN KEY (organisation, kid) REFERENCES signing_key (organisation, kid)
);
INSERT INTO credential_form_kept (credential, version, organisation, kid,
  format, body)
  SELECT credential, version, organisation, kid, format, body
  FROM credential_form;

DROP TABLE credential_form;
DROP TABLE credential_event;
DROP TABLE credential;
ALTER TABLE credential_kept RENAME TO credential;
ALTER TABLE credential_event_kept RENAME TO credential_event;
ALTER TABLE credential_form_kept RENAME TO credential_form;
CREATE INDEX credential_cohort ON credential (cohort);
CREATE INDEX credential_organisation ON credential (organisation, issued_at);
CREATE INDEX credential_secret ON credential (holder_secret_hash);
CREATE INDEX credential_event_kind ON credential_event (kind);
CREATE UNIQUE INDEX credential_event_revoked
  ON credential_event (credential, version) WHERE kind = 'revoked';

-- The address of a person's own page, of which only the digest is here.
CREATE TABLE person_link (
  secret_hash TEXT NOT NULL PRIMARY KEY CHECK (LENGTH(secret_hash) = 64),
  person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE
);
