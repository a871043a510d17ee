-- Who somebody in an export is: what people decided. Rows are only ever
-- added; undoing marks one. person NULL: nobody of this cohort.
CREATE TABLE review_decision (
  cohort TEXT NOT NULL REFERENCES cohort (id),
  seq BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('email', 'name', 'row')),
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
CREATE UNIQUE INDEX review_decision_active
  ON review_decision (cohort, kind, value) WHERE undone_at IS NULL;
CREATE INDEX review_decision_person ON review_decision (person);
