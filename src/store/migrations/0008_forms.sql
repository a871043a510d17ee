-- A credential may be secured in several forms: the first lies with its row,
-- each further one here. Rows are only ever added.
CREATE TABLE credential_form (
  credential TEXT NOT NULL,
  version BIGINT NOT NULL,
  organisation TEXT NOT NULL,
  kid TEXT NOT NULL,
  format TEXT NOT NULL CHECK (format <> ''),
  body @BLOB@ NOT NULL,
  PRIMARY KEY (credential, version, format),
  FOREIGN KEY (credential, version) REFERENCES credential (id, version),
  FOREIGN KEY (organisation, kid) REFERENCES signing_key (organisation, kid)
);

-- So may a status list. Its signed copies can be made again at any time.
DROP TABLE signed_status;
CREATE TABLE signed_status (
  organisation TEXT NOT NULL,
  number BIGINT NOT NULL,
  purpose TEXT NOT NULL CHECK (purpose IN ('revocation', 'suspension')),
  format TEXT NOT NULL CHECK (format <> ''),
  kid TEXT NOT NULL,
  revision BIGINT NOT NULL,
  body @BLOB@ NOT NULL,
  signed_at BIGINT NOT NULL,
  PRIMARY KEY (organisation, number, purpose, format),
  FOREIGN KEY (organisation, number)
    REFERENCES status_list (organisation, number)
);
