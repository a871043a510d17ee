-- Status lists as they were at an earlier time. What they said follows from
-- the events; of the W3C's API there were none yet, only how things stand, so
-- a list of its is known from its last change on.
ALTER TABLE status_list ADD COLUMN known_from BIGINT NOT NULL DEFAULT 0;
UPDATE status_list SET known_from = changed_at WHERE EXISTS
  (SELECT 1 FROM vcapi_credential v
   WHERE v.organisation = status_list.organisation
   AND v.status_number = status_list.number AND v.changed_at IS NOT NULL);

-- Rows are only ever added.
CREATE TABLE vcapi_event (
  organisation TEXT NOT NULL,
  credential TEXT NOT NULL,
  seq BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('revoked', 'suspended', 'reinstated')),
  at_utc BIGINT NOT NULL,
  PRIMARY KEY (organisation, credential, seq),
  FOREIGN KEY (organisation, credential)
    REFERENCES vcapi_credential (organisation, id)
);
INSERT INTO vcapi_event (organisation, credential, seq, kind, at_utc)
  SELECT organisation, id, 1, 'suspended', suspended_at FROM vcapi_credential
  WHERE suspended_at IS NOT NULL;
INSERT INTO vcapi_event (organisation, credential, seq, kind, at_utc)
  SELECT organisation, id, 2, 'revoked', revoked_at FROM vcapi_credential
  WHERE revoked_at IS NOT NULL;
ALTER TABLE vcapi_credential DROP COLUMN changed_at;

-- Signed copies of versions that were replaced: made when one is asked for,
-- and as often as need be. changes counts the events that it shows.
CREATE TABLE signed_status_version (
  organisation TEXT NOT NULL,
  number BIGINT NOT NULL,
  purpose TEXT NOT NULL CHECK (purpose IN ('revocation', 'suspension')),
  format TEXT NOT NULL CHECK (format <> ''),
  valid_from BIGINT NOT NULL,
  valid_until BIGINT NOT NULL,
  changes BIGINT NOT NULL,
  kid TEXT NOT NULL,
  body @BLOB@ NOT NULL,
  PRIMARY KEY (organisation, number, purpose, format, valid_from),
  FOREIGN KEY (organisation, number)
    REFERENCES status_list (organisation, number)
);
