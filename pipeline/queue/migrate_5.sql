-- Version 5: the coder's desk. See include/desk.h, include/users.h, include/audit.h.

-- ---- acts: what people did to charts, in order, each with what it takes to take it back
--
-- An act's effects are rows of decisions and marks that bear its id. A row stands while no act has undone it; undoing an act
-- undoes the rows it made and brings back those it had undone itself.
CREATE TABLE acts (
    id INTEGER PRIMARY KEY,
    chart_id INTEGER NOT NULL REFERENCES charts (id),
    key TEXT UNIQUE,                           -- given by the caller, so that a retry is known; NULL: none
    kind TEXT NOT NULL,
    told TEXT NOT NULL,                        -- what was done: codes and counts
    who TEXT NOT NULL, at INTEGER NOT NULL,
    undone_act INTEGER REFERENCES acts (id)    -- the act that took it back
) STRICT;
CREATE INDEX acts_of_chart ON acts (chart_id, id);
CREATE INDEX acts_by_who ON acts (who, id);

ALTER TABLE decisions ADD COLUMN act_id INTEGER REFERENCES acts (id);
ALTER TABLE decisions ADD COLUMN undone_act INTEGER REFERENCES acts (id);
ALTER TABLE decisions ADD COLUMN reason TEXT;  -- PHI: as typed
CREATE INDEX decisions_of_act ON decisions (act_id);
CREATE INDEX decisions_undone_by ON decisions (undone_act) WHERE undone_act IS NOT NULL;
CREATE INDEX decisions_by_who ON decisions (who, id);

-- Everything about a chart that is no decision on a code. what and subject tell which:
--   order                        value: keys of codes, one a line ("ICD-10-CM E11.42")
--   admitting                    value: the key of the code, or empty
--   poa modifiers units pointers place   subject: the key of the code; value: as typed, lists one a line; empty: taken away
--   transcribe dismiss           what is "answer", value the action; subject: page and box; text: what was typed
--   acknowledge                  subject: the page
--   note                         subject: the act; text
--   query                        subject: the act; value: the template; text. Then answer_query, close_query with its subject
--   reopen                       value: when it had been finished
CREATE TABLE marks (
    id INTEGER PRIMARY KEY,
    act_id INTEGER NOT NULL REFERENCES acts (id),
    chart_id INTEGER NOT NULL REFERENCES charts (id),
    what TEXT NOT NULL,
    subject TEXT NOT NULL DEFAULT '',
    value TEXT NOT NULL DEFAULT '',            -- codes, ids, counts
    text TEXT,                                 -- PHI: as typed
    who TEXT NOT NULL, at INTEGER NOT NULL,
    undone_act INTEGER REFERENCES acts (id)
) STRICT;
CREATE INDEX marks_of_chart ON marks (chart_id, what, subject, id);
CREATE INDEX marks_of_act ON marks (act_id);
CREATE INDEX marks_undone_by ON marks (undone_act) WHERE undone_act IS NOT NULL;

-- The last word on each subject.
CREATE VIEW marks_standing AS
    SELECT m.* FROM marks m
    WHERE m.undone_act IS NULL
      AND m.id = (SELECT max(n.id) FROM marks n
                  WHERE n.chart_id = m.chart_id AND n.what = m.what AND n.subject = m.subject AND n.undone_act IS NULL);

-- What was decided before there were acts: one act for each decision, and one for each finishing.
INSERT INTO acts (id, chart_id, kind, told, who, at)
SELECT id, chart_id, action, action || ' ' || code || coalesce(' by ' || new_code, ''), who, at FROM decisions ORDER BY id;
UPDATE decisions SET act_id = id;
INSERT INTO acts (chart_id, kind, told, who, at)
SELECT id, 'finish', 'finish', coalesce((SELECT who FROM audit a WHERE a.chart_id = charts.id AND a.what LIKE 'finish%' ORDER BY a.id DESC LIMIT 1), ''),
       coalesce(finished_at, 0)
FROM charts WHERE state = 'finished' ORDER BY id;
INSERT INTO acts (chart_id, kind, told, who, at)
SELECT chart_id, 'undo', 'undo ' || id, undone_by, undone_at FROM decisions WHERE undone_at IS NOT NULL ORDER BY undone_at, id;
UPDATE decisions SET undone_act = (SELECT a.id FROM acts a WHERE a.chart_id = decisions.chart_id AND a.kind = 'undo' AND a.told = 'undo ' || decisions.id)
WHERE undone_at IS NOT NULL;
UPDATE acts SET undone_act = (SELECT d.undone_act FROM decisions d WHERE d.act_id = acts.id) WHERE kind IN ('accept', 'reject', 'replace');

-- ---- what match proposes for procedures
ALTER TABLE candidates ADD COLUMN units INTEGER NOT NULL DEFAULT 1;
ALTER TABLE candidates ADD COLUMN modifiers TEXT NOT NULL DEFAULT '';  -- one a line
ALTER TABLE candidates ADD COLUMN pointers TEXT NOT NULL DEFAULT '';   -- codes, one a line

-- ---- worklists: what a list shows or picks by stands in the chart's own row
ALTER TABLE charts ADD COLUMN specialty TEXT;
ALTER TABLE charts ADD COLUMN rematch INTEGER NOT NULL DEFAULT 0;      -- 1: a transcription came or went since it was matched
ALTER TABLE charts ADD COLUMN assigned_to TEXT;                        -- handed over to, until taken
ALTER TABLE charts ADD COLUMN parked_at INTEGER;
ALTER TABLE charts ADD COLUMN parked_by TEXT;
ALTER TABLE charts ADD COLUMN parked_reason TEXT;                      -- PHI: as typed
ALTER TABLE charts ADD COLUMN pages_all INTEGER NOT NULL DEFAULT 0;
ALTER TABLE charts ADD COLUMN pages_failed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE charts ADD COLUMN pages_weak INTEGER NOT NULL DEFAULT 0;
ALTER TABLE charts ADD COLUMN unread_left INTEGER NOT NULL DEFAULT 0;  -- boxes without an answer
ALTER TABLE charts ADD COLUMN alarms_left INTEGER NOT NULL DEFAULT 0;  -- pages of another patient, not acknowledged
ALTER TABLE charts ADD COLUMN suggested INTEGER NOT NULL DEFAULT 0;
ALTER TABLE charts ADD COLUMN undecided INTEGER NOT NULL DEFAULT 0;
ALTER TABLE charts ADD COLUMN confirmed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE charts ADD COLUMN lowest_confidence REAL;                  -- of suggested codes
ALTER TABLE charts ADD COLUMN problem INTEGER GENERATED ALWAYS AS (pages_failed + pages_weak + unread_left > 0 OR state = 'failed') VIRTUAL;
ALTER TABLE pages ADD COLUMN unread_left INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pages ADD COLUMN duplicate_of INTEGER;                     -- ordinal of the page it repeats
ALTER TABLE pages ADD COLUMN alarm TEXT;                               -- what does not fit the chart's patient: 'mrn', 'name', 'born'
ALTER TABLE pages ADD COLUMN alarm_left INTEGER NOT NULL DEFAULT 0;    -- 1: nobody acknowledged it
UPDATE pages SET unread_left = unread WHERE state = 'read';

UPDATE charts SET
    (pages_all, pages_failed, pages_weak, unread_left) =
    (SELECT count(*), count(*) FILTER (WHERE state = 'failed'), coalesce(sum(weak), 0), coalesce(sum(unread_left), 0) FROM pages WHERE chart_id = charts.id),
    (suggested, undecided, confirmed, lowest_confidence) =
    (SELECT count(*) FILTER (WHERE suggested = 1), count(*) FILTER (WHERE suggested = 1 AND action IS NULL),
            count(*) FILTER (WHERE action IN ('accept', 'replace')), min(confidence) FILTER (WHERE suggested = 1)
     FROM chart_codes WHERE chart_id = charts.id);

CREATE TRIGGER page_made AFTER INSERT ON pages BEGIN
    UPDATE charts SET pages_all = pages_all + 1, pages_failed = pages_failed + (NEW.state = 'failed'), pages_weak = pages_weak + NEW.weak,
                      unread_left = unread_left + NEW.unread_left, alarms_left = alarms_left + NEW.alarm_left
    WHERE id = NEW.chart_id;
END;
CREATE TRIGGER page_changed AFTER UPDATE OF state, weak, unread_left, alarm_left ON pages
WHEN OLD.state <> NEW.state OR OLD.weak <> NEW.weak OR OLD.unread_left <> NEW.unread_left OR OLD.alarm_left <> NEW.alarm_left BEGIN
    UPDATE charts SET pages_failed = pages_failed + (NEW.state = 'failed') - (OLD.state = 'failed'), pages_weak = pages_weak + NEW.weak - OLD.weak,
                      unread_left = unread_left + NEW.unread_left - OLD.unread_left, alarms_left = alarms_left + NEW.alarm_left - OLD.alarm_left
    WHERE id = NEW.chart_id;
END;

CREATE TRIGGER chart_matched_counted AFTER UPDATE OF matched_at ON charts BEGIN
    UPDATE charts SET (suggested, undecided, confirmed, lowest_confidence) =
        (SELECT count(*) FILTER (WHERE suggested = 1), count(*) FILTER (WHERE suggested = 1 AND action IS NULL),
                count(*) FILTER (WHERE action IN ('accept', 'replace')), min(confidence) FILTER (WHERE suggested = 1)
         FROM chart_codes WHERE chart_id = NEW.id)
    WHERE id = NEW.id;
END;
CREATE TRIGGER decision_made AFTER INSERT ON decisions BEGIN
    UPDATE charts SET (undecided, confirmed) =
        (SELECT count(*) FILTER (WHERE suggested = 1 AND action IS NULL), count(*) FILTER (WHERE action IN ('accept', 'replace'))
         FROM chart_codes WHERE chart_id = NEW.chart_id)
    WHERE id = NEW.chart_id;
END;
CREATE TRIGGER decision_changed AFTER UPDATE OF undone_at ON decisions BEGIN
    UPDATE charts SET (undecided, confirmed) =
        (SELECT count(*) FILTER (WHERE suggested = 1 AND action IS NULL), count(*) FILTER (WHERE action IN ('accept', 'replace'))
         FROM chart_codes WHERE chart_id = NEW.chart_id)
    WHERE id = NEW.chart_id;
END;

-- What lists filter by stands behind what they are ordered by, so that passing a chart over needs no look at its row.
DROP INDEX charts_by_batch;
DROP INDEX charts_by_turn;
CREATE INDEX charts_by_turn ON charts (state, priority DESC, id, lowest_confidence, encounter, specialty, batch_id, accepted_at);
CREATE INDEX charts_by_batch ON charts (batch_id, priority DESC, id, state, encounter);
CREATE INDEX charts_in_order ON charts (priority DESC, id, lowest_confidence, accepted_at);
CREATE INDEX charts_by_encounter ON charts (encounter, priority DESC, id);
CREATE INDEX charts_by_specialty ON charts (specialty, priority DESC, id, state, encounter);
CREATE INDEX charts_in_line ON charts (priority DESC, id) WHERE state IN ('ready', 'in_review') AND parked_at IS NULL AND assigned_to IS NULL;
CREATE INDEX charts_assigned ON charts (assigned_to, priority DESC, id) WHERE assigned_to IS NOT NULL;
CREATE INDEX charts_parked ON charts (priority DESC, id) WHERE parked_at IS NOT NULL;
CREATE INDEX charts_alarmed ON charts (priority DESC, id) WHERE alarms_left > 0;
CREATE INDEX charts_with_problems ON charts (priority DESC, id) WHERE problem = 1;

-- How many charts there are of each state, and of some kinds of those not finished.
CREATE TABLE tallies (what TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO tallies (what, n)
SELECT s.what, (SELECT count(*) FROM charts WHERE state = s.what)
FROM (SELECT 'new' AS what UNION ALL VALUES ('reading'), ('ready'), ('in_review'), ('finished'), ('failed')) s;
INSERT INTO tallies (what, n)
SELECT 'problems', count(*) FILTER (WHERE problem = 1 AND state <> 'finished') FROM charts
UNION ALL SELECT 'alarms', count(*) FILTER (WHERE alarms_left > 0 AND state <> 'finished') FROM charts
UNION ALL SELECT 'parked', count(*) FILTER (WHERE parked_at IS NOT NULL) FROM charts;
CREATE TRIGGER chart_made AFTER INSERT ON charts BEGIN
    UPDATE tallies SET n = n + 1 WHERE what = NEW.state;
END;
CREATE TRIGGER chart_changed AFTER UPDATE OF state, pages_failed, pages_weak, unread_left, alarms_left, parked_at ON charts
WHEN OLD.state <> NEW.state OR OLD.problem <> NEW.problem OR OLD.alarms_left <> NEW.alarms_left OR OLD.parked_at IS NOT NEW.parked_at BEGIN
    UPDATE tallies SET n = n + CASE what
        WHEN 'problems' THEN (NEW.problem = 1 AND NEW.state <> 'finished') - (OLD.problem = 1 AND OLD.state <> 'finished')
        WHEN 'alarms' THEN (NEW.alarms_left > 0 AND NEW.state <> 'finished') - (OLD.alarms_left > 0 AND OLD.state <> 'finished')
        WHEN 'parked' THEN (NEW.parked_at IS NOT NULL) - (OLD.parked_at IS NOT NULL)
        ELSE (what = NEW.state) - (what = OLD.state) END;
END;

-- One box finds a chart by name, MRN or account. Kept by the program (chart_words_put): triggers may not write virtual tables here.
CREATE VIRTUAL TABLE chart_words USING fts5 (name, mrn, account, prefix = '1 2 3', tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO chart_words (rowid, name, mrn, account) SELECT id, name, mrn, account FROM charts;

-- A lease holds from taken_at to expires_at: before taken_at the clock was set back, and it holds no more.
ALTER TABLE leases ADD COLUMN taken_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX leases_by_holder ON leases (holder);

-- A chart as a worklist shows it.
CREATE VIEW worklist AS
    SELECT c.id, c.version, c.accepted_at, c.finished_at, l.holder, l.taken_at, l.expires_at, c.state, b.name AS batch, c.specialty, c.assigned_to,
           c.priority, c.encounter, c.name, c.mrn, c.account, c.born, c.sex, c.age_years, c.date_of_service, c.pages_all, c.pages_failed, c.pages_weak,
           c.unread_left, c.suggested, c.undecided, c.confirmed, c.lowest_confidence, c.parked_at, c.parked_by, c.parked_reason, c.alarms_left,
           c.problem, c.batch_id
    FROM charts c JOIN batches b ON b.id = c.batch_id LEFT JOIN leases l ON l.chart_id = c.id;

-- ---- users
CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,                -- lower case
    name TEXT NOT NULL,
    roles INTEGER NOT NULL,                    -- bits, see users.h
    password TEXT NOT NULL,                    -- Argon2id, as libsodium writes it
    must_change INTEGER NOT NULL,
    disabled INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,       -- in a row
    failed_at INTEGER NOT NULL DEFAULT 0, failed_up INTEGER NOT NULL DEFAULT 0, failed_boot TEXT NOT NULL DEFAULT '',
    totp BLOB, totp_started BLOB,              -- sealed; started: not confirmed yet
    totp_step INTEGER NOT NULL DEFAULT 0,      -- of the last code taken
    preferences TEXT NOT NULL DEFAULT '{}',
    made_at INTEGER NOT NULL, signed_in_at INTEGER NOT NULL DEFAULT 0
) STRICT;

-- _at: the wall clock, _up: ms since the machine started, boot: which start.
CREATE TABLE sessions (
    token_hash BLOB PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id),
    boot TEXT NOT NULL,
    made_at INTEGER NOT NULL, made_up INTEGER NOT NULL,
    seen_at INTEGER NOT NULL, seen_up INTEGER NOT NULL,
    emergency_at INTEGER, emergency_up INTEGER, emergency_reason TEXT      -- the reason may name a patient
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_of_user ON sessions (user_id);

-- ---- the audit becomes a chain; see pipeline/queue/audit.c for what is hashed
ALTER TABLE audit ADD COLUMN hash BLOB;
CREATE INDEX audit_by_who ON audit (who, id);
WITH RECURSIVE chain (id, hash) AS (
    SELECT 0, zeroblob(32)
    UNION ALL
    SELECT a.id, audit_hash(c.hash, a.id, a.at, a.who, a.what, a.chart_id, a.detail)
    FROM chain c JOIN audit a ON a.id = (SELECT min(n.id) FROM audit n WHERE n.id > c.id))
UPDATE audit SET hash = chain.hash FROM chain WHERE chain.id = audit.id;
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN
    SELECT RAISE(ABORT, 'rows of the audit are never changed');
END;
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit BEGIN
    SELECT RAISE(ABORT, 'rows of the audit are never deleted');
END;
