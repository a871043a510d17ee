-- Attendance: files as they came, readings of them, corrections.
CREATE TABLE source_file (
  sha256 TEXT NOT NULL PRIMARY KEY CHECK (LENGTH(sha256) = 64),
  name TEXT NOT NULL,
  size BIGINT NOT NULL CHECK (size >= 1),
  body @BLOB@ NOT NULL,
  imported_at BIGINT NOT NULL
);

CREATE TABLE attendance_source (
  id TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
  cohort TEXT NOT NULL,
  session TEXT NOT NULL,
  sha256 TEXT NOT NULL REFERENCES source_file (sha256),
  format TEXT NOT NULL CHECK (format <> ''),
  variant TEXT,
  zone TEXT,
  date_order TEXT CHECK (date_order IN ('dmy', 'mdy', 'ymd')),
  encoding TEXT,
  actor TEXT NOT NULL CHECK (actor <> ''),
  at_utc BIGINT NOT NULL,
  replaced_at BIGINT,
  replaced_by TEXT,
  FOREIGN KEY (cohort, session) REFERENCES session (cohort, id),
  CHECK ((replaced_at IS NULL) = (replaced_by IS NULL))
);
CREATE INDEX attendance_source_session ON attendance_source (cohort, session);
CREATE UNIQUE INDEX attendance_source_once
  ON attendance_source (cohort, session, sha256) WHERE replaced_at IS NULL;

CREATE TABLE attendance_row (
  source TEXT NOT NULL REFERENCES attendance_source (id),
  ordinal BIGINT NOT NULL CHECK (ordinal >= 1),
  line BIGINT NOT NULL CHECK (line >= 1),
  name TEXT,
  email TEXT,
  person TEXT REFERENCES person (id) ON DELETE SET NULL,
  join_utc BIGINT,
  leave_utc BIGINT,
  total_seconds BIGINT CHECK (total_seconds >= 0),
  via TEXT NOT NULL
    CHECK (via IN ('live', 'in_person', 'makeup', 'recording')),
  hint TEXT,
  ignored TEXT,
  PRIMARY KEY (source, ordinal)
);
CREATE INDEX attendance_row_person ON attendance_row (person);

CREATE TABLE attendance_override (
  cohort TEXT NOT NULL,
  session TEXT NOT NULL,
  person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  seq BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('present', 'absent', 'cleared')),
  seconds BIGINT CHECK (seconds >= 0),
  via TEXT CHECK (via IN ('live', 'in_person', 'makeup', 'recording')),
  reason TEXT NOT NULL CHECK (reason <> ''),
  actor TEXT NOT NULL CHECK (actor <> ''),
  at_utc BIGINT NOT NULL,
  PRIMARY KEY (cohort, seq),
  FOREIGN KEY (cohort, session) REFERENCES session (cohort, id)
);
CREATE INDEX attendance_override_person ON attendance_override (person);

CREATE TABLE activity_log (
  cohort TEXT NOT NULL REFERENCES cohort (id),
  seq BIGINT NOT NULL,
  person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  activity TEXT NOT NULL CHECK (activity <> ''),
  day TEXT NOT NULL CHECK (LENGTH(day) = 10),
  seconds BIGINT NOT NULL CHECK (seconds > 0),
  sha256 TEXT REFERENCES source_file (sha256),
  line BIGINT,
  actor TEXT NOT NULL CHECK (actor <> ''),
  at_utc BIGINT NOT NULL,
  PRIMARY KEY (cohort, seq),
  CHECK ((sha256 IS NULL) = (line IS NULL))
);
CREATE INDEX activity_log_person ON activity_log (person);
CREATE UNIQUE INDEX activity_log_once
  ON activity_log (cohort, person, activity, sha256, line)
  WHERE sha256 IS NOT NULL;
