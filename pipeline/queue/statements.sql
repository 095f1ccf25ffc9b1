-- Every statement of the queue, by name. Values are bound as $1, $2 ...; what queue.h calls unknown is NULL.

-- name: audit_add
INSERT INTO audit (id, at, who, what, chart_id, detail, hash)
SELECT l.id + 1, $1, $2, $3, $4, $5, audit_hash(l.hash, l.id + 1, $1, $2, $3, $4, $5)
FROM (SELECT 0 AS id, zeroblob(32) AS hash UNION ALL SELECT * FROM (SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1) ORDER BY id DESC LIMIT 1) l

-- ---- taking in

-- name: batch_make
INSERT INTO batches (name, made_at) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id

-- name: document_find
SELECT d.chart_id, b.name, d.path, (SELECT count(*) FROM pages p WHERE p.document_id = d.id AND p.sheet IS NOT NULL),
       EXISTS (SELECT 1 FROM pages p WHERE p.document_id = d.id AND p.sheet IS NOT NULL
                 AND p.number = (SELECT max(l.number) FROM pages l WHERE l.document_id = d.id))
FROM documents d JOIN charts c ON c.id = d.chart_id JOIN batches b ON b.id = c.batch_id WHERE d.sha256 = $1

-- name: chart_add
INSERT INTO charts (batch_id, priority, encounter, name, mrn, account, born, sex, age_years, date_of_service, accepted_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id

-- name: chart_words_drop
DELETE FROM chart_words WHERE rowid = $1

-- name: chart_words_put
-- what find looks through, after name, MRN or account changed
INSERT INTO chart_words (rowid, name, mrn, account) SELECT id, name, mrn, account FROM charts WHERE id = $1

-- name: document_add
INSERT INTO documents (chart_id, ordinal, sha256, path, media, bytes, accepted_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id

-- name: page_add
INSERT INTO pages (chart_id, document_id, ordinal, number, sheet, state)
VALUES ($1, $2, $3, $4, $5, CASE WHEN $5 IS NULL THEN 'new' ELSE 'read' END)

-- name: refusal_add
INSERT INTO refusals (path, batch_id, reason, at) VALUES ($1, $2, $3, $4)
ON CONFLICT (path) DO UPDATE SET batch_id = excluded.batch_id, reason = excluded.reason, at = excluded.at

-- name: refusal_clear
DELETE FROM refusals WHERE path = $1

-- name: refusal_list
SELECT r.path, b.name, r.reason FROM refusals r JOIN batches b ON b.id = r.batch_id ORDER BY r.path

-- ---- reading and matching

-- name: charts_return
-- what a killed run had in hand goes back in line
UPDATE charts SET state = 'new' WHERE state = 'reading'

-- name: chart_claim
UPDATE charts SET state = 'reading', version = version + 1
WHERE id = (SELECT id FROM charts WHERE state = 'new' ORDER BY priority DESC, id LIMIT 1) RETURNING id

-- name: chart_pages_to_read
SELECT p.id, p.number, p.attempts, p.ordinal, d.sha256, d.path, p.chart_id FROM pages p JOIN documents d ON d.id = p.document_id
WHERE p.chart_id = $1 AND p.state = 'new' ORDER BY p.ordinal

-- name: charts_in_line_count
SELECT count(*) FROM charts WHERE state IN ('new', 'reading')

-- name: pages_to_read_count
SELECT count(*) FROM pages WHERE state = 'new'

-- name: page_read
UPDATE pages SET state = 'read', attempts = attempts + 1, error = NULL, confidence = $2, unread = $3, weak = $4, blank = $5, unread_left = $6,
    width = $7, height = $8, rotation_deg = $9
WHERE id = $1

-- name: page_result_put
INSERT INTO page_results (page_id, bytes) VALUES ($1, $2) ON CONFLICT (page_id) DO UPDATE SET bytes = excluded.bytes

-- name: page_failed
UPDATE pages SET state = CASE WHEN $3 = 1 THEN 'failed' ELSE state END, attempts = attempts + 1, error = $2 WHERE id = $1

-- name: chart_results
SELECT r.bytes, p.ordinal, p.state FROM pages p LEFT JOIN page_results r ON r.page_id = p.id WHERE p.chart_id = $1 ORDER BY p.ordinal

-- name: page_result
SELECT r.bytes, p.ordinal, p.state FROM pages p LEFT JOIN page_results r ON r.page_id = p.id WHERE p.chart_id = $1 AND p.ordinal = $2

-- name: page_answered
-- chart and ordinal of a page whose unread boxes somebody answered
SELECT p.chart_id, p.ordinal FROM pages p WHERE p.id = $1 AND EXISTS (SELECT 1 FROM marks m WHERE m.chart_id = p.chart_id AND m.what = 'answer')

-- name: candidates_drop
DELETE FROM candidates WHERE chart_id = $1

-- name: candidate_add
INSERT INTO candidates (chart_id, rank, system, code, title, confidence, suggested, reason, cue, rule, advice, phrase, unlearned, first_listed,
                        units, modifiers, pointers)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) RETURNING id

-- name: evidence_add
INSERT INTO evidence (candidate_id, ordinal, page_id, start_byte, end_byte, section, x, y, w, h, reading_confidence)
VALUES ($1, $2, (SELECT id FROM pages WHERE chart_id = $3 AND ordinal = $4), $5, $6, $7, $8, $9, $10, $11, $12)

-- name: chart_matched
UPDATE charts SET state = CASE WHEN NOT EXISTS (SELECT 1 FROM pages WHERE chart_id = $1 AND state = 'read' AND sheet IS NULL) THEN 'failed'
                               WHEN EXISTS (SELECT 1 FROM acts WHERE chart_id = $1 AND undone_act IS NULL AND kind <> 'undo') THEN 'in_review' ELSE 'ready' END,
    version = version + 1, matched_at = $2, made_by = $3, rematch = 0,
    error = CASE WHEN NOT EXISTS (SELECT 1 FROM pages WHERE chart_id = $1 AND sheet IS NULL) THEN 'there are no pages between its cover sheets and separators' END,
    name = coalesce(name, $4), mrn = coalesce(mrn, $5), account = coalesce(account, $6), born = coalesce(born, $7), sex = coalesce(sex, $8),
    age_years = coalesce(age_years, $9), date_of_service = coalesce(date_of_service, $10), specialty = $11
WHERE id = $1

-- name: chart_failed
UPDATE charts SET state = 'failed', version = version + 1, error = $2 WHERE id = $1

-- name: pages_retry
-- $1 NULL: in every chart
UPDATE pages SET state = 'new', attempts = 0 WHERE state = 'failed' AND ($1 IS NULL OR chart_id = $1)

-- name: charts_retry
UPDATE charts SET state = 'new', version = version + 1, error = NULL
WHERE ($1 IS NULL OR id = $1) AND state IN ('ready', 'in_review', 'failed')
  AND (state = 'failed' OR EXISTS (SELECT 1 FROM pages p WHERE p.chart_id = charts.id AND p.state = 'new'))

-- name: page_ids
SELECT id FROM pages WHERE chart_id = $1 ORDER BY ordinal

-- name: page_key_put
INSERT INTO page_keys (key, page_id) VALUES ($1, $2) ON CONFLICT (key, page_id) DO NOTHING

-- name: page_repeat_candidates
-- earlier pages of the patient's other charts that share keys $1 to $6 with page $7 of chart $8
SELECT p.id, p.chart_id, p.ordinal FROM page_keys k JOIN pages p ON p.id = k.page_id JOIN charts c ON c.id = p.chart_id
WHERE k.key IN ($1, $2, $3, $4, $5, $6) AND p.id < $7 AND p.chart_id <> $8 AND c.mrn = (SELECT mrn FROM charts WHERE id = $8)
GROUP BY p.id, p.chart_id, p.ordinal HAVING count(*) >= 2 ORDER BY count(*) DESC, p.id LIMIT 4

-- name: page_print_candidates
-- earlier pages with few words of the patient's charts
SELECT p.id, p.chart_id, p.ordinal, p.print FROM pages p JOIN charts c ON c.id = p.chart_id
WHERE p.print IS NOT NULL AND p.id < $1 AND (p.chart_id = $2 OR c.mrn = (SELECT mrn FROM charts WHERE id = $2)) ORDER BY p.id

-- name: page_print_put
UPDATE pages SET print = $2 WHERE id = $1

-- name: page_repeats
-- $2 NULL: none
UPDATE pages SET repeats_id = $2, duplicate_of = (SELECT e.ordinal FROM pages e WHERE e.id = $2 AND e.chart_id = pages.chart_id)
WHERE id = $1 AND repeats_id IS DISTINCT FROM $2

-- ---- looking

-- name: chart_list
-- $1 state, $2 batch, $3 one chart; NULL: any. $4 the most
SELECT c.id, b.name, c.state, c.priority, c.version, c.encounter, c.name, c.mrn, c.account, c.born, c.sex, c.age_years, c.date_of_service,
       c.error, c.made_by, c.accepted_at, c.finished_at, l.holder, l.expires_at, l.taken_at,
       (SELECT d.path FROM pages p JOIN documents d ON d.id = p.document_id WHERE p.chart_id = c.id ORDER BY p.ordinal LIMIT 1),
       (SELECT count(DISTINCT p.document_id) FROM pages p WHERE p.chart_id = c.id)
FROM charts c JOIN batches b ON b.id = c.batch_id LEFT JOIN leases l ON l.chart_id = c.id
WHERE ($1 IS NULL OR c.state = $1) AND ($2 IS NULL OR b.name = $2) AND ($3 IS NULL OR c.id = $3)
ORDER BY c.priority DESC, c.id LIMIT $4

-- name: chart_count
SELECT count(*) FROM charts c JOIN batches b ON b.id = c.batch_id WHERE ($1 IS NULL OR c.state = $1) AND ($2 IS NULL OR b.name = $2)

-- name: chart_page_counts
SELECT count(*), count(*) FILTER (WHERE state = 'read' AND sheet IS NULL), count(*) FILTER (WHERE state = 'failed'), sum(weak), sum(unread), sum(alarm_left)
FROM pages WHERE chart_id = $1

-- name: chart_code_counts
SELECT count(*) FILTER (WHERE suggested = 1), count(*) FILTER (WHERE suggested = 1 AND action IS NULL),
       count(*) FILTER (WHERE action IN ('accept', 'replace'))
FROM chart_codes WHERE chart_id = $1

-- name: page_list
SELECT p.ordinal, p.state, p.error, p.confidence, p.unread, p.weak, p.blank, d.path, p.number, d.sha256, d.media, p.sheet, p.alarm, p.alarm_left, e.chart_id, e.ordinal
FROM pages p JOIN documents d ON d.id = p.document_id LEFT JOIN pages e ON e.id = p.repeats_id WHERE p.chart_id = $1 ORDER BY p.ordinal

-- name: code_list
SELECT candidate_id, rank, system, code, title, confidence, suggested, NULL, NULL, NULL, advice, action, who, at, new_system, new_code, new_title,
       first_listed
FROM chart_codes WHERE chart_id = $1 ORDER BY first_listed DESC, rank

-- name: withheld_list
SELECT id, rank, system, code, title, confidence, 0, reason, cue, rule, advice, NULL, NULL, NULL, NULL, NULL, NULL, 0
FROM candidates WHERE chart_id = $1 AND reason IS NOT NULL ORDER BY rank

-- name: evidence_list
SELECT p.ordinal, e.start_byte, e.end_byte, e.section, e.x, e.y, e.w, e.h, e.reading_confidence
FROM evidence e JOIN pages p ON p.id = e.page_id WHERE e.candidate_id = $1 ORDER BY e.ordinal

-- name: codes_standing
-- $1 now
SELECT k.chart_id, c.state, coalesce(k.new_system, k.system), coalesce(k.new_code, k.code), c.date_of_service, k.action IS NOT NULL,
       EXISTS (SELECT 1 FROM leases l WHERE l.chart_id = c.id AND l.taken_at <= $1 AND l.expires_at > $1)
FROM chart_codes k JOIN charts c ON c.id = k.chart_id
WHERE c.state IN ('ready', 'in_review', 'finished') AND (k.action IN ('accept', 'replace') OR (k.action IS NULL AND k.suggested = 1))
ORDER BY k.chart_id, k.rank

-- name: chart_finished_at
SELECT coalesce(finished_at, 0) FROM charts WHERE id = $1 AND state = 'finished'

-- name: chart_recheck
-- $2 now
UPDATE charts SET state = CASE state WHEN 'finished' THEN 'in_review' ELSE 'new' END, version = version + 1, finished_at = NULL
WHERE id = $1 AND state IN ('ready', 'in_review', 'finished')
  AND NOT EXISTS (SELECT 1 FROM leases l WHERE l.chart_id = charts.id AND l.taken_at <= $2 AND l.expires_at > $2) RETURNING id

-- ---- counting and writing out

-- name: count_charts
SELECT state, count(*) FROM charts GROUP BY state

-- name: count_pages
SELECT count(*), count(*) FILTER (WHERE state = 'read' AND sheet IS NULL), count(*) FILTER (WHERE state = 'failed'), sum(weak), sum(unread), sum(blank),
       count(sheet), sum(alarm_left), count(repeats_id), avg(confidence)
FROM pages

-- name: count_documents
SELECT count(*), sum(bytes) FROM documents

-- name: count_decisions
SELECT action, count(*) FROM standing GROUP BY action

-- name: count_suggestions
SELECT count(*), count(*) FILTER (WHERE action = 'accept'), count(*) FILTER (WHERE action IS NOT NULL) FROM chart_codes WHERE suggested = 1

-- name: count_refusals
SELECT count(*) FROM refusals

-- name: export_codes
-- $1 = 1: undecided and rejected ones too
SELECT c.id, b.name, c.state, c.account, c.mrn, c.name, c.born, c.sex, c.date_of_service, c.encounter,
       coalesce(k.new_system, k.system), coalesce(k.new_code, k.code), coalesce(k.new_title, k.title), k.action, k.who, k.at, k.confidence,
       CASE k.action WHEN 'replace' THEN k.code END, p.ordinal, e.section, k.first_listed
FROM chart_codes k JOIN charts c ON c.id = k.chart_id JOIN batches b ON b.id = c.batch_id
LEFT JOIN evidence e ON e.candidate_id = k.candidate_id AND e.ordinal = 1 LEFT JOIN pages p ON p.id = e.page_id
WHERE $1 = 1 OR k.action IN ('accept', 'replace') ORDER BY c.id, k.first_listed DESC, k.rank
