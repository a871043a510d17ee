-- Issuers, their right to award units, their public keys.
CREATE TABLE organisation (
  id TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
  name TEXT NOT NULL CHECK (name <> ''),
  url TEXT,
  email TEXT,
  description TEXT,
  image TEXT,
  created BIGINT NOT NULL
);

CREATE TABLE provider_approval (
  organisation TEXT NOT NULL REFERENCES organisation (id),
  scheme TEXT NOT NULL CHECK (scheme <> ''),
  number TEXT NOT NULL CHECK (number <> ''),
  authority TEXT,
  valid_from TEXT,
  valid_to TEXT,
  created BIGINT NOT NULL,
  CHECK (valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to)
);
CREATE UNIQUE INDEX provider_approval_once
  ON provider_approval (organisation, scheme, number, COALESCE(valid_from, ''));

CREATE TABLE signing_key (
  organisation TEXT NOT NULL REFERENCES organisation (id),
  kid TEXT NOT NULL CHECK (kid <> ''),
  alg TEXT NOT NULL CHECK (alg <> ''),
  public_jwk TEXT NOT NULL CHECK (public_jwk <> ''),
  created BIGINT NOT NULL,
  active_from BIGINT NOT NULL,
  retired_at BIGINT,
  revoked_at BIGINT,
  revoke_reason TEXT,
  PRIMARY KEY (organisation, kid),
  CHECK ((revoked_at IS NULL) = (revoke_reason IS NULL)),
  CHECK (revoked_at IS NULL OR retired_at IS NOT NULL)
);
