-- Issuers of the W3C's API: organisations that award nothing. What they sign
-- is not kept, but for what a change of its status needs.
ALTER TABLE organisation ADD COLUMN kind TEXT NOT NULL DEFAULT 'issuer';

CREATE TABLE vcapi_credential (
  organisation TEXT NOT NULL,
  id TEXT NOT NULL CHECK (id <> ''),
  status_number BIGINT NOT NULL,
  status_index BIGINT NOT NULL CHECK (status_index >= 0),
  issued_at BIGINT NOT NULL,
  revoked_at BIGINT,
  suspended_at BIGINT,
  changed_at BIGINT,
  PRIMARY KEY (organisation, id),
  UNIQUE (organisation, status_number, status_index),
  FOREIGN KEY (organisation, status_number)
    REFERENCES status_list (organisation, number)
);
