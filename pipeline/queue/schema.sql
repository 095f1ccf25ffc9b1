-- Version 1 of the queue. Later versions are files migrate_2.sql, migrate_3.sql ... that change what this one made.
--
-- Times are milliseconds since 1970 UTC. Dates are yyyymmdd. Texts of pages, names and numbers of patients are PHI: they
-- stand in page_results and charts only, never in audit or refusals.

CREATE TABLE batches (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    made_at INTEGER NOT NULL
) STRICT;

-- One chart is one encounter. What the clerk gave is kept; what was read from the pages only fills gaps.
CREATE TABLE charts (
    id INTEGER PRIMARY KEY,
    batch_id INTEGER NOT NULL REFERENCES batches (id),
    state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'reading', 'ready', 'in_review', 'finished', 'failed')),
    priority INTEGER NOT NULL DEFAULT 0,       -- higher is sooner
    version INTEGER NOT NULL DEFAULT 1,        -- counts changes, so that a reader sees that a chart changed under it
    encounter TEXT NOT NULL CHECK (encounter IN ('outpatient', 'inpatient', 'emergency')),
    name TEXT, mrn TEXT, account TEXT,
    born INTEGER, sex TEXT CHECK (sex IN ('F', 'M')), age_years INTEGER, date_of_service INTEGER,
    error TEXT,                                -- why the chart failed as a whole
    made_by TEXT,                              -- versions of program and lexicon that made the candidates
    accepted_at INTEGER NOT NULL, matched_at INTEGER, finished_at INTEGER
) STRICT;
CREATE INDEX charts_by_turn ON charts (state, priority DESC, id);
CREATE INDEX charts_by_batch ON charts (batch_id);

-- The file itself lies in store/ under its hash.
CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    chart_id INTEGER NOT NULL REFERENCES charts (id),
    ordinal INTEGER NOT NULL,                  -- within the chart, from 1
    sha256 TEXT NOT NULL UNIQUE,
    path TEXT NOT NULL,                        -- where it came from, for people
    media TEXT NOT NULL CHECK (media IN ('image', 'text')),
    bytes INTEGER NOT NULL,
    accepted_at INTEGER NOT NULL,
    UNIQUE (chart_id, ordinal)
) STRICT;

CREATE TABLE pages (
    id INTEGER PRIMARY KEY,
    chart_id INTEGER NOT NULL REFERENCES charts (id),
    document_id INTEGER NOT NULL REFERENCES documents (id),
    ordinal INTEGER NOT NULL,                  -- within the chart, from 1
    number INTEGER NOT NULL,                   -- within the document, from 1
    state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'read', 'failed')),
    attempts INTEGER NOT NULL DEFAULT 0,
    error TEXT,                                -- of the last attempt
    confidence REAL,                           -- 0..1
    unread INTEGER NOT NULL DEFAULT 0,         -- boxes with ink that nobody read
    weak INTEGER NOT NULL DEFAULT 0,           -- 1: read with too little confidence; a person should look
    blank INTEGER NOT NULL DEFAULT 0,
    UNIQUE (chart_id, ordinal),
    UNIQUE (document_id, number)
) STRICT;
CREATE INDEX pages_to_read ON pages (chart_id, ordinal) WHERE state = 'new';

-- What reading gave: include/page_bytes.h, compressed by zstd.
CREATE TABLE page_results (
    page_id INTEGER PRIMARY KEY REFERENCES pages (id),
    bytes BLOB NOT NULL
) STRICT;

-- Made anew each time a chart is matched; decisions are about codes and outlive them.
CREATE TABLE candidates (
    id INTEGER PRIMARY KEY,
    chart_id INTEGER NOT NULL REFERENCES charts (id),
    rank INTEGER NOT NULL,                     -- from 1; suggestions and withheld counted apart
    system TEXT NOT NULL, code TEXT NOT NULL, title TEXT NOT NULL,
    confidence REAL NOT NULL,
    suggested INTEGER NOT NULL,
    reason TEXT, cue TEXT, rule TEXT,          -- reason is set when the candidate is withheld
    advice TEXT NOT NULL DEFAULT ''            -- one piece a line
) STRICT;
CREATE INDEX candidates_of_chart ON candidates (chart_id, rank);

CREATE TABLE evidence (
    candidate_id INTEGER NOT NULL REFERENCES candidates (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,                  -- best first, from 1
    page_id INTEGER NOT NULL REFERENCES pages (id),
    start_byte INTEGER NOT NULL, end_byte INTEGER NOT NULL,   -- of the page's text
    section TEXT NOT NULL,
    x INTEGER NOT NULL, y INTEGER NOT NULL, w INTEGER NOT NULL, h INTEGER NOT NULL,
    reading_confidence REAL NOT NULL,
    PRIMARY KEY (candidate_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE decisions (
    id INTEGER PRIMARY KEY,
    chart_id INTEGER NOT NULL REFERENCES charts (id),
    system TEXT NOT NULL, code TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('accept', 'reject', 'replace')),
    new_system TEXT, new_code TEXT, title TEXT NOT NULL,      -- title: of the code that stands after the decision
    who TEXT NOT NULL, at INTEGER NOT NULL,
    undone_by TEXT, undone_at INTEGER
) STRICT;
CREATE INDEX decisions_of_code ON decisions (chart_id, system, code, id);

-- The decision that holds for each code: the last that was not undone.
CREATE VIEW standing AS
    SELECT d.* FROM decisions d
    WHERE d.undone_at IS NULL
      AND d.id = (SELECT max(e.id) FROM decisions e
                  WHERE e.chart_id = d.chart_id AND e.system = d.system AND e.code = d.code AND e.undone_at IS NULL);

-- The codes of a chart as a coder sees them: candidates that are not withheld, with what was decided, then codes that a
-- coder added.
CREATE VIEW chart_codes AS
    SELECT k.chart_id, k.rank, k.id AS candidate_id, k.system, k.code, k.title, k.confidence, k.suggested, k.advice,
           s.id AS decision_id, s.action, s.new_system, s.new_code, s.title AS new_title, s.who, s.at
    FROM candidates k LEFT JOIN standing s ON s.chart_id = k.chart_id AND s.system = k.system AND s.code = k.code
    WHERE k.reason IS NULL
    UNION ALL
    SELECT s.chart_id, 100000 + s.id, NULL, s.system, s.code, s.title, NULL, 0, '',
           s.id, s.action, s.new_system, s.new_code, s.title, s.who, s.at
    FROM standing s
    WHERE NOT EXISTS (SELECT 1 FROM candidates k
                      WHERE k.chart_id = s.chart_id AND k.system = s.system AND k.code = s.code AND k.reason IS NULL);

CREATE TABLE leases (
    chart_id INTEGER PRIMARY KEY REFERENCES charts (id),
    holder TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    chart_id INTEGER,
    detail TEXT NOT NULL DEFAULT ''            -- codes, ids and counts; no page text, no names of patients
) STRICT;
CREATE INDEX audit_of_chart ON audit (chart_id);

-- Files that could not be taken in, until they can.
CREATE TABLE refusals (
    path TEXT PRIMARY KEY,
    batch_id INTEGER NOT NULL REFERENCES batches (id),
    reason TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
