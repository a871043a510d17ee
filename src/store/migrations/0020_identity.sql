-- What a product itself tells people apart by ("canvas:1001") can be
-- confirmed as an alias, as addresses and names can.
CREATE TABLE person_alias_kept (
  person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  seq BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('email', 'name', 'id')),
  alias TEXT NOT NULL CHECK (alias <> ''),
  actor TEXT NOT NULL,
  at_utc BIGINT NOT NULL,
  revoked_at BIGINT,
  revoked_by TEXT,
  PRIMARY KEY (person, seq)
);
INSERT INTO person_alias_kept SELECT person, seq, kind, alias, actor, at_utc,
  revoked_at, revoked_by FROM person_alias;
DROP TABLE person_alias;
ALTER TABLE person_alias_kept RENAME TO person_alias;
CREATE UNIQUE INDEX person_alias_active
  ON person_alias (person, kind, alias) WHERE revoked_at IS NULL;
CREATE UNIQUE INDEX person_alias_email
  ON person_alias (alias) WHERE kind = 'email' AND revoked_at IS NULL;
CREATE UNIQUE INDEX person_alias_id
  ON person_alias (alias) WHERE kind = 'id' AND revoked_at IS NULL;

CREATE TABLE review_decision_kept (
  cohort TEXT NOT NULL REFERENCES cohort (id),
  seq BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('email', 'name', 'id', 'row')),
  value TEXT NOT NULL CHECK (value <> ''),
  shown TEXT NOT NULL,
  person TEXT REFERENCES person (id) ON DELETE CASCADE,
  actor TEXT NOT NULL CHECK (actor <> ''),
  at_utc BIGINT NOT NULL,
  reason TEXT,
  undone_at BIGINT,
  undone_by TEXT,
  PRIMARY KEY (cohort, seq),
  CHECK ((undone_at IS NULL) = (undone_by IS NULL))
);
INSERT INTO review_decision_kept SELECT cohort, seq, kind, value, shown,
  person, actor, at_utc, reason, undone_at, undone_by FROM review_decision;
DROP TABLE review_decision;
ALTER TABLE review_decision_kept RENAME TO review_decision;
CREATE UNIQUE INDEX review_decision_active
  ON review_decision (cohort, kind, value) WHERE undone_at IS NULL;
CREATE INDEX review_decision_person ON review_decision (person);

-- Which product's it is; a row of its own ("line 7") is nobody else's.
UPDATE attendance_row SET identity = (SELECT CASE
    WHEN s.format LIKE 'canvas-%' THEN 'canvas:'
    WHEN s.format LIKE 'teams-%' THEN 'teams:'
    ELSE s.format || ':' END FROM attendance_source s
  WHERE attendance_row.id BETWEEN s.first_row AND s.last_row) || identity
WHERE identity IS NOT NULL AND identity NOT LIKE 'line %';
