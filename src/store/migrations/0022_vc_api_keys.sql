-- A credential of the W3C's API belongs to the API key, by its name, that had
-- it issued. Of those there are, the audit says whose; where it does not say,
-- the operator alone changes their status.
ALTER TABLE vcapi_credential ADD COLUMN api_key TEXT;

UPDATE vcapi_credential SET api_key = (
  SELECT MIN(SUBSTR(e.actor, 5)) FROM audit_event e
   WHERE e.object = vcapi_credential.id
     AND e.action = 'vcapi.issue'
     AND e.at_utc = vcapi_credential.issued_at
     AND e.actor LIKE 'api:%'
   GROUP BY e.object
  HAVING COUNT(DISTINCT e.actor) = 1
);
