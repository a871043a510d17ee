-- What a person has of an activity. Entries that are no contra-entries have
-- no contra_of, so the index of that column finds all of them at once.
CREATE INDEX ledger_entry_person ON ledger_entry (person, scheme, activity);
