-- Version 2: learning from coders. See include/learn.h.
--
-- What a candidate rests on, so that a decision about it says something about the phrase. The phrase is the lexicon's, never the page's.
ALTER TABLE candidates ADD COLUMN phrase TEXT;
ALTER TABLE candidates ADD COLUMN unlearned REAL;      -- confidence before what was learned moved it

-- What a decision teaches: kept with the decision, because candidates are made anew each time a chart is matched.
CREATE TABLE lessons (
    decision_id INTEGER PRIMARY KEY REFERENCES decisions (id),
    phrase TEXT NOT NULL,                      -- as the lexicon writes it: case may tell an abbreviation
    confidence REAL NOT NULL                   -- 0..1, as offered, before what was learned moved it
) STRICT;

-- Each version is one act of a manager.
CREATE TABLE learned_versions (
    version INTEGER PRIMARY KEY,               -- from 1
    undoes INTEGER REFERENCES learned_versions (version),
    who TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;

-- What was accepted. A row is in force from `version` on, until another version ends it.
CREATE TABLE learned (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL REFERENCES learned_versions (version),
    ended_by INTEGER REFERENCES learned_versions (version),
    effect TEXT NOT NULL CHECK (effect IN ('add', 'instead', 'mute', 'weight')),
    phrase TEXT NOT NULL,
    system TEXT NOT NULL, code TEXT NOT NULL,  -- of add: the code that the phrase gets
    other_code TEXT NOT NULL DEFAULT '',       -- of instead: what stands in place of the code
    weight REAL NOT NULL DEFAULT 0,            -- of weight: added before the logistic
    agreed INTEGER NOT NULL, decided INTEGER NOT NULL  -- decisions it rests on
) STRICT;

CREATE INDEX lessons_of_phrase ON lessons (phrase);

CREATE TABLE declined (
    effect TEXT NOT NULL, phrase TEXT NOT NULL, system TEXT NOT NULL, code TEXT NOT NULL, other_code TEXT NOT NULL,
    who TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (effect, phrase, system, code, other_code)
) STRICT, WITHOUT ROWID;

-- Lessons of decisions that stand. A rejected code counts as replaced where the coder confirmed another of its category for
-- the same phrase.
CREATE VIEW outcomes AS
    SELECT l.phrase, s.chart_id, s.system, s.code, s.action, l.confidence, s.who,
           coalesce(s.new_code, CASE s.action WHEN 'reject' THEN
               (SELECT min(a.code) FROM lessons m JOIN standing a ON a.id = m.decision_id
                WHERE a.chart_id = s.chart_id AND a.system = s.system AND a.action = 'accept' AND a.code <> s.code
                  AND substr(a.code, 1, 3) = substr(s.code, 1, 3) AND m.phrase = l.phrase) END) AS other_code,
           coalesce(s.new_system, s.system) AS other_system
    FROM lessons l JOIN standing s ON s.id = l.decision_id;
