-- What a preview was restricted to ('' : nothing), who else looked at it
-- before it was issued, and what was issued from it.
ALTER TABLE preview ADD COLUMN scope TEXT NOT NULL DEFAULT '';

CREATE TABLE preview_release (
  digest TEXT NOT NULL PRIMARY KEY REFERENCES preview (digest),
  actor TEXT NOT NULL CHECK (actor <> ''),
  at_utc BIGINT NOT NULL
);

CREATE TABLE preview_issue (
  digest TEXT NOT NULL REFERENCES preview (digest),
  credential TEXT NOT NULL CHECK (credential <> ''),
  at_utc BIGINT NOT NULL,
  announce_at BIGINT NOT NULL,
  PRIMARY KEY (digest, credential)
);

-- A withdrawn credential whose award may be given anew, as another one.
CREATE TABLE award_reopened (
  credential TEXT NOT NULL PRIMARY KEY CHECK (credential <> ''),
  cohort TEXT NOT NULL,
  actor TEXT NOT NULL CHECK (actor <> ''),
  at_utc BIGINT NOT NULL
);
CREATE INDEX award_reopened_cohort ON award_reopened (cohort);
