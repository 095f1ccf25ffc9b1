-- A workspace of invented people for measuring the desk: :charts charts with two pages and ten candidates each, some decided, some finished.
-- Run on an empty workspace that holds one read page, whose result every page gets.

CREATE TEMP TABLE first_names AS SELECT column1 AS name FROM (VALUES ('Anna'), ('Bert'), ('Clara'), ('Dario'), ('Edda'), ('Fynn'), ('Greta'), ('Hugo'),
    ('Ines'), ('Jarl'), ('Kaja'), ('Ludo'), ('Mira'), ('Nilo'), ('Orla'), ('Piet'), ('Quin'), ('Rosa'), ('Silas'), ('Tova'), ('Ulla'), ('Vito'), ('Wanda'));
CREATE TEMP TABLE last_names AS SELECT column1 AS name FROM (VALUES ('Abendrot'), ('Birkwald'), ('Cattermole'), ('Dunwoody'), ('Eisvogel'), ('Fernhill'),
    ('Grauwacke'), ('Hollowell'), ('Ilmenau'), ('Jonquil'), ('Kestrel'), ('Larkspur'), ('Mosswood'), ('Nettlebed'), ('Oakapple'), ('Pennyfarthing'),
    ('Quickbeam'), ('Rainwater'), ('Saltmarsh'), ('Thistledown'), ('Umberfield'), ('Vetchling'), ('Windrush'), ('Yarrowby'), ('Zwetschke'),
    ('Applegarth'), ('Bramblewick'), ('Coppergate'), ('Dapplemere'));
CREATE TEMP TABLE specialties AS SELECT column1 AS name FROM (VALUES ('cardiology'), ('radiology'), ('surgery'), ('emergency'), (NULL), (NULL), ('pathology'));
CREATE TEMP TABLE codes AS SELECT column1 AS code, column2 AS title FROM (VALUES
    ('I10', 'Essential (primary) hypertension'), ('E11.9', 'Type 2 diabetes mellitus without complications'), ('E78.5', 'Hyperlipidemia, unspecified'),
    ('J18.9', 'Pneumonia, unspecified organism'), ('R07.9', 'Chest pain, unspecified'), ('N18.31', 'Chronic kidney disease, stage 3a'),
    ('M17.11', 'Unilateral primary osteoarthritis, right knee'), ('K21.9', 'Gastro-esophageal reflux disease without esophagitis'),
    ('F41.1', 'Generalized anxiety disorder'), ('Z79.4', 'Long term (current) use of insulin'), ('D64.9', 'Anemia, unspecified'),
    ('J45.909', 'Unspecified asthma, uncomplicated'), ('G47.33', 'Obstructive sleep apnea (adult) (pediatric)'), ('E03.9', 'Hypothyroidism, unspecified'));

INSERT INTO batches (name, made_at) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50) SELECT 'bench ' || i, 0 FROM n;

INSERT INTO charts (batch_id, state, priority, encounter, name, mrn, account, born, sex, age_years, date_of_service, accepted_at, matched_at, made_by, specialty,
                    suggested, undecided, lowest_confidence, finished_at)
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :charts)
SELECT 2 + i % 50, CASE WHEN i % 20 < 14 THEN 'ready' WHEN i % 20 < 18 THEN 'finished' WHEN i % 20 = 18 THEN 'in_review' ELSE 'new' END,
       CASE WHEN i % 97 = 0 THEN 5 WHEN i % 31 = 0 THEN 1 ELSE 0 END,
       CASE i % 5 WHEN 0 THEN 'inpatient' WHEN 1 THEN 'emergency' ELSE 'outpatient' END,
       (SELECT name FROM last_names WHERE rowid = 1 + i * 7919 % 29) || ', ' || (SELECT name FROM first_names WHERE rowid = 1 + i * 104729 % 23),
       printf('MR-%06d', i * 7 % 1000003), printf('V%07d', i), 19400101 + (i % 60) * 10000, CASE i % 2 WHEN 0 THEN 'F' ELSE 'M' END, 20 + i % 60, 20260401,
       1790000000000 + i * 1000, 1790000100000 + i * 1000, 'bench', (SELECT name FROM specialties WHERE rowid = 1 + i % 7), 5, 5,
       0.97 - 0.07 * 5 - (i % 7) * 0.01, CASE WHEN i % 20 BETWEEN 14 AND 17 THEN 1790000200000 + i * 1000 END
FROM n;

INSERT INTO documents (chart_id, ordinal, sha256, path, media, bytes, accepted_at)
SELECT id, 1, printf('%064x', id), 'bench/' || id || '.txt', 'text', 2000, accepted_at FROM charts WHERE id > 1;
INSERT INTO pages (chart_id, document_id, ordinal, number, state, confidence, weak)
SELECT d.chart_id, d.id, o.n, o.n, 'read', 0.93, d.chart_id % 50 = 0 FROM documents d, (SELECT 1 AS n UNION ALL SELECT 2) o WHERE d.chart_id > 1;
INSERT INTO page_results (page_id, bytes) SELECT id, (SELECT bytes FROM page_results WHERE page_id = 1) FROM pages WHERE id > 1;

INSERT INTO candidates (chart_id, rank, system, code, title, confidence, suggested, first_listed, phrase, unlearned)
SELECT c.id, r.rank, 'ICD-10-CM', k.code, k.title, 0.97 - 0.07 * r.rank - (c.id % 7) * 0.01, r.rank <= 5, r.rank = 1, 'bench', 0.5
FROM charts c, (WITH RECURSIVE n (rank) AS (SELECT 1 UNION ALL SELECT rank + 1 FROM n WHERE rank < 10) SELECT rank FROM n) r
JOIN codes k ON k.rowid = 1 + (c.id + r.rank) % 14
WHERE c.id > 1;
INSERT INTO evidence (candidate_id, ordinal, page_id, start_byte, end_byte, section, x, y, w, h, reading_confidence)
SELECT k.id, 1, (SELECT p.id FROM pages p WHERE p.chart_id = k.chart_id AND p.ordinal = 1), 40 * k.rank, 40 * k.rank + 20, 'assessment', 100, 80 * k.rank, 300, 30, 0.95
FROM candidates k WHERE k.chart_id > 1;

-- Finished charts: the suggested codes were accepted; those in review: one of them.
INSERT INTO acts (chart_id, kind, told, who, at)
SELECT c.id, 'accept', 'accept ' || k.code, 'coder' || c.id % 50, c.matched_at FROM charts c JOIN candidates k ON k.chart_id = c.id
WHERE k.suggested = 1 AND c.id > 1 AND (c.state = 'finished' OR (c.state = 'in_review' AND k.rank = 1));
INSERT INTO decisions (chart_id, system, code, action, title, who, at, act_id)
SELECT a.chart_id, 'ICD-10-CM', substr(a.told, 8), 'accept', 'x', a.who, a.at, a.id FROM acts a;
INSERT INTO acts (chart_id, kind, told, who, at)
SELECT id, 'finish', 'finish', 'coder' || id % 50, finished_at FROM charts WHERE state = 'finished' AND id > 1;

UPDATE charts SET parked_at = 1790000000000, parked_by = 'coder1', parked_reason = 'bench' WHERE id % 1000 = 5 AND state = 'ready';
UPDATE pages SET alarm = 'mrn', alarm_left = 1 WHERE ordinal = 2 AND chart_id % 2000 = 7;
INSERT INTO chart_words (rowid, name, mrn, account) SELECT id, name, mrn, account FROM charts WHERE id > 1;

DROP TABLE first_names; DROP TABLE last_names; DROP TABLE specialties; DROP TABLE codes;
