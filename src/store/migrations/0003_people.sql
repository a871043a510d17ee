-- People, their aliases and enrolments; the sessions of a cohort.
CREATE TABLE person (
  id TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
  name TEXT NOT NULL CHECK (name <> ''),
  preferred_name TEXT,
  email TEXT UNIQUE CHECK (email <> ''),
  licence_type TEXT,
  licence_number TEXT,
  institution TEXT,
  attributes TEXT,
  created BIGINT NOT NULL
);

CREATE TABLE person_alias (
  person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  seq BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('email', 'name')),
  alias TEXT NOT NULL CHECK (alias <> ''),
  actor TEXT NOT NULL,
  at_utc BIGINT NOT NULL,
  revoked_at BIGINT,
  revoked_by TEXT,
  PRIMARY KEY (person, seq)
);
CREATE UNIQUE INDEX person_alias_active
  ON person_alias (person, kind, alias) WHERE revoked_at IS NULL;
-- An address leads to one person, a name to any number.
CREATE UNIQUE INDEX person_alias_email
  ON person_alias (alias) WHERE kind = 'email' AND revoked_at IS NULL;

CREATE TABLE enrolment (
  cohort TEXT NOT NULL REFERENCES cohort (id),
  person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  track TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('applied', 'offered', 'accepted',
    'enrolled', 'waiting', 'rejected', 'declined', 'withdrawn', 'completed',
    'transferred')),
  role TEXT NOT NULL CHECK (role <> ''),
  institution TEXT,
  position BIGINT NOT NULL CHECK (position >= 1),
  applied_at BIGINT,
  eligible SMALLINT CHECK (eligible IN (0, 1)),
  selected SMALLINT CHECK (selected IN (0, 1)),
  since BIGINT NOT NULL,
  PRIMARY KEY (cohort, person, track)
);
CREATE INDEX enrolment_person ON enrolment (person);
CREATE INDEX enrolment_order ON enrolment (cohort, track, position);

CREATE TABLE enrolment_event (
  cohort TEXT NOT NULL REFERENCES cohort (id),
  person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  track TEXT NOT NULL,
  seq BIGINT NOT NULL,
  state TEXT NOT NULL,
  role TEXT NOT NULL,
  institution TEXT,
  position BIGINT NOT NULL,
  eligible SMALLINT,
  selected SMALLINT,
  actor TEXT NOT NULL CHECK (actor <> ''),
  at_utc BIGINT NOT NULL,
  reason TEXT,
  PRIMARY KEY (cohort, person, track, seq)
);
CREATE INDEX enrolment_event_person ON enrolment_event (person);

CREATE TABLE session (
  cohort TEXT NOT NULL REFERENCES cohort (id),
  id TEXT NOT NULL CHECK (id <> ''),
  topic TEXT NOT NULL,
  track TEXT,
  tags TEXT NOT NULL,
  title TEXT NOT NULL,
  state TEXT NOT NULL
    CHECK (state IN ('planned', 'held', 'cancelled', 'postponed')),
  kind TEXT NOT NULL CHECK (kind IN ('regular', 'extra', 'makeup')),
  makeup_for TEXT,
  makeup_person TEXT REFERENCES person (id) ON DELETE SET NULL,
  mode TEXT NOT NULL CHECK (mode IN ('virtual', 'in_person', 'hybrid')),
  local_start TEXT,
  local_end TEXT,
  zone TEXT NOT NULL CHECK (zone <> ''),
  tzdata TEXT,
  start_utc BIGINT,
  end_utc BIGINT,
  closed_at BIGINT,
  position BIGINT NOT NULL,
  PRIMARY KEY (cohort, id),
  FOREIGN KEY (cohort, makeup_for) REFERENCES session (cohort, id),
  CHECK ((kind = 'makeup') = (makeup_for IS NOT NULL)),
  CHECK ((start_utc IS NULL) = (end_utc IS NULL)),
  CHECK ((start_utc IS NULL) = (local_start IS NULL)),
  CHECK ((start_utc IS NULL) = (local_end IS NULL)),
  CHECK (start_utc IS NULL OR start_utc < end_utc),
  CHECK (start_utc IS NOT NULL OR state <> 'held')
);
CREATE INDEX session_makeup_person ON session (makeup_person);

CREATE TABLE session_event (
  cohort TEXT NOT NULL,
  session TEXT NOT NULL,
  seq BIGINT NOT NULL,
  state TEXT NOT NULL,
  mode TEXT NOT NULL,
  local_start TEXT,
  local_end TEXT,
  zone TEXT NOT NULL,
  start_utc BIGINT,
  end_utc BIGINT,
  closed_at BIGINT,
  actor TEXT NOT NULL CHECK (actor <> ''),
  at_utc BIGINT NOT NULL,
  reason TEXT,
  PRIMARY KEY (cohort, session, seq),
  FOREIGN KEY (cohort, session) REFERENCES session (cohort, id)
);
