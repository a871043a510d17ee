-- Renewal cycles: from when to when units of a scheme count, how many at
-- most, how many of the rest go over to the next. person '': everybody's.
CREATE TABLE ledger_cycle (
  scheme TEXT NOT NULL CHECK (scheme <> ''),
  person TEXT NOT NULL,
  id TEXT NOT NULL CHECK (id <> ''),
  starts TEXT NOT NULL CHECK (LENGTH(starts) = 10),
  ends TEXT NOT NULL CHECK (LENGTH(ends) = 10),
  cap TEXT,
  carry TEXT,
  created BIGINT NOT NULL,
  PRIMARY KEY (scheme, person, id),
  CHECK (starts <= ends)
);
