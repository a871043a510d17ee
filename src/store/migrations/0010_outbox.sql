-- Mail that a step called for. What it says is written when it is sent, so
-- that no text with a holder's secret link lies here. One message of a kind
-- about a thing, to one address, however often the step is repeated.
CREATE TABLE outbox (
  id TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
  kind TEXT NOT NULL CHECK (kind <> ''),
  object TEXT NOT NULL CHECK (object <> ''),
  person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  recipient TEXT NOT NULL CHECK (recipient <> ''),
  created BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL CHECK (attempts >= 0),
  error TEXT,
  state TEXT NOT NULL
    CHECK (state IN ('waiting', 'sent', 'failed', 'cancelled')),
  done_at BIGINT,
  CHECK ((state = 'waiting') = (done_at IS NULL))
);
CREATE UNIQUE INDEX outbox_once ON outbox (kind, object, recipient);
CREATE INDEX outbox_due ON outbox (due_at) WHERE state = 'waiting';
CREATE INDEX outbox_person ON outbox (person);
