-- A programme taken out of use while records of its cohorts are kept.
ALTER TABLE programme ADD COLUMN deleted_at BIGINT;
