-- The coder's desk: its statements, by name. See include/desk.h.

-- ---- deciding

-- name: chart_state
SELECT state, version FROM charts WHERE id = $1

-- name: lease_other
-- who else has it; $2 now, $3 who asks
SELECT holder, expires_at FROM leases WHERE chart_id = $1 AND taken_at <= $2 AND expires_at > $2 AND holder <> $3

-- name: lease_mine
SELECT expires_at FROM leases WHERE chart_id = $1 AND taken_at <= $2 AND expires_at > $2 AND holder = $3

-- name: lease_take
INSERT INTO leases (chart_id, holder, expires_at, taken_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (chart_id) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at, taken_at = excluded.taken_at

-- name: lease_drop
DELETE FROM leases WHERE chart_id = $1

-- name: chart_take
-- handed over: done with
UPDATE charts SET assigned_to = NULL WHERE id = $1 AND assigned_to IS NOT NULL

-- name: act_known
SELECT chart_id, told FROM acts WHERE key = $1

-- name: act_add
INSERT INTO acts (chart_id, key, kind, told, who, at) VALUES ($1, $2, $3, '', $4, $5) RETURNING id

-- name: act_tell
UPDATE acts SET told = $2 WHERE id = $1

-- name: act_last
-- what undo takes back
SELECT id, kind, told FROM acts WHERE chart_id = $1 AND undone_act IS NULL AND kind <> 'undo' ORDER BY id DESC LIMIT 1

-- name: act_undo
UPDATE acts SET undone_act = $2 WHERE id = $1

-- name: decision_add
INSERT INTO decisions (chart_id, system, code, action, new_system, new_code, title, who, at, act_id, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id

-- name: decisions_undo
-- those that act $1 made; $2 the act that undoes it, $3 who, $4 now
UPDATE decisions SET undone_act = $2, undone_by = $3, undone_at = $4 WHERE act_id = $1 AND undone_act IS NULL

-- name: decisions_restore
UPDATE decisions SET undone_act = NULL, undone_by = NULL, undone_at = NULL WHERE undone_act = $1

-- name: decisions_clear
-- every decision on the code: it is undecided again
UPDATE decisions SET undone_act = $4, undone_by = $5, undone_at = $6 WHERE chart_id = $1 AND system = $2 AND code = $3 AND undone_act IS NULL

-- name: mark_add
INSERT INTO marks (act_id, chart_id, what, subject, value, text, who, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: marks_undo
UPDATE marks SET undone_act = $2 WHERE act_id = $1 AND undone_act IS NULL

-- name: marks_restore
UPDATE marks SET undone_act = NULL WHERE undone_act = $1

-- name: marks_of_act
SELECT what, subject, value FROM marks WHERE act_id = $1

-- name: mark_list
-- what stands on the chart
SELECT what, subject, value, text, who, at, act_id FROM marks_standing WHERE chart_id = $1 ORDER BY id

-- name: mark_stands
SELECT 1 FROM marks_standing WHERE chart_id = $1 AND what = $2 AND subject = $3

-- name: answer_list
-- what was answered to unread boxes: $1 the chart
SELECT subject, value, text, who, at FROM marks_standing WHERE chart_id = $1 AND what = 'answer'

-- name: unread_left_put
UPDATE pages SET unread_left = $3 WHERE chart_id = $1 AND ordinal = $2

-- name: page_kinds
SELECT coalesce(p.sheet, CASE WHEN p.duplicate_of > 0 THEN 'duplicate' ELSE 'page' END), coalesce(p.duplicate_of, 0), p.alarm, m.who, m.text, coalesce(m.at, 0),
    coalesce(p.width, 0), coalesce(p.height, 0), coalesce(p.rotation_deg, 0), p.state = 'read' AND (p.width IS NULL OR p.unread > 0)
FROM pages p LEFT JOIN marks_standing m ON m.chart_id = p.chart_id AND m.what = 'acknowledge' AND m.subject = p.ordinal AND p.alarm IS NOT NULL
WHERE p.chart_id = $1 ORDER BY p.ordinal

-- name: page_alarm
SELECT alarm FROM pages WHERE chart_id = $1 AND ordinal = $2 AND alarm IS NOT NULL

-- name: alarm_put
-- $3 NULL: nothing is wrong with the page
UPDATE pages SET alarm = $3 WHERE chart_id = $1 AND ordinal = $2 AND sheet IS NULL AND alarm IS DISTINCT FROM $3 RETURNING id

-- name: sheet_alarm_put
UPDATE pages SET alarm = 'list', alarm_left = 1 WHERE chart_id = $1 AND ordinal = $2

-- name: alarm_recount
UPDATE pages SET alarm_left = alarm IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM marks m WHERE m.chart_id = $1 AND m.what = 'acknowledge' AND m.subject = pages.ordinal AND m.undone_act IS NULL)
WHERE chart_id = $1 AND ordinal = $2

-- name: chart_rematch
UPDATE charts SET rematch = 1 WHERE id = $1

-- name: chart_to_review
-- a finished chart stays finished unless $2 = 1
UPDATE charts SET state = CASE WHEN state = 'finished' AND $2 = 0 THEN state ELSE 'in_review' END,
    finished_at = CASE WHEN $2 = 1 THEN NULL ELSE finished_at END, version = version + 1
WHERE id = $1 RETURNING version

-- name: chart_finish
UPDATE charts SET state = 'finished', version = version + 1, finished_at = $2, assigned_to = NULL, parked_at = NULL, parked_by = NULL, parked_reason = NULL
WHERE id = $1 RETURNING version

-- name: undecided_codes
SELECT code, system FROM chart_codes WHERE chart_id = $1 AND suggested = 1 AND action IS NULL ORDER BY first_listed DESC, rank

-- name: confirmed_as
-- under which code of the chart $3 stands confirmed already, save through the decision on $4/$5 itself
SELECT code FROM chart_codes
WHERE chart_id = $1 AND action IN ('accept', 'replace') AND coalesce(new_system, system) = $2 AND coalesce(new_code, code) = $3
  AND NOT (system = $4 AND code = $5) LIMIT 1

-- name: chart_left
SELECT undecided, unread_left, alarms_left, pages_failed FROM charts WHERE id = $1

-- ---- a chart

-- name: desk_codes
SELECT listed.candidate_id, listed.rank, listed.system, listed.code, listed.title, listed.confidence, listed.suggested, NULL, NULL, NULL, listed.advice, listed.action, listed.who, listed.at, listed.new_system, listed.new_code,
       listed.new_title, listed.first_listed, d.reason, c.phrase, c.units, c.modifiers, c.pointers
FROM chart_codes listed LEFT JOIN decisions d ON d.id = listed.decision_id LEFT JOIN candidates c ON c.id = listed.candidate_id
WHERE listed.chart_id = $1 ORDER BY listed.first_listed DESC, listed.rank

-- name: chart_extra
SELECT made_by, error, rematch FROM charts WHERE id = $1

-- name: others_acted
-- whether another did something after $2 last acted
SELECT 1 FROM acts WHERE chart_id = $1 AND who <> $2 AND id > coalesce((SELECT max(id) FROM acts WHERE chart_id = $1 AND who = $2), 0) LIMIT 1

-- name: recent_codes
SELECT coalesce(new_system, system), coalesce(new_code, code), title, max(id)
FROM (SELECT * FROM decisions WHERE who = $1 AND action IN ('accept', 'replace') AND undone_at IS NULL ORDER BY id DESC LIMIT 1000)
GROUP BY 1, 2 ORDER BY 4 DESC LIMIT $2

-- ---- worklists. Each list is driven by the index of its first condition; the rest is the same for all.

-- part: rest
AND ($1 IS NULL OR state = $1) AND ($2 IS NULL OR batch_id = $2) AND ($3 IS NULL OR specialty = $3) AND ($4 IS NULL OR encounter = $4)
AND ($7 = 0 OR problem = 1) AND ($8 = 0 OR parked_at IS NOT NULL) AND ($9 = 0 OR alarms_left > 0)
AND ($10 >= 1.0 OR lowest_confidence <= $10) AND ($11 = 0 OR accepted_at < $11)

-- part: of_holder
AND ($5 IS NULL OR (holder = $5 AND taken_at <= $6 AND expires_at > $6) OR assigned_to = $5)

-- part: page
AND priority <= $12 AND (priority < $12 OR id > $13) ORDER BY priority DESC, id LIMIT $14

-- What the box finds: the oldest thousand, for one letter may begin half of all names.

-- part: found
id IN (SELECT * FROM (SELECT rowid FROM chart_words WHERE chart_words MATCH $15 ORDER BY rowid LIMIT 1000) UNION SELECT $16)

-- part: held
id IN (SELECT chart_id FROM leases WHERE leases.holder = $5 UNION SELECT a.id FROM charts a WHERE a.assigned_to = $5)

-- name: list_found
SELECT * FROM worklist WHERE {{found}} {{of_holder}} {{rest}} {{page}}

-- name: list_held
SELECT * FROM worklist WHERE {{held}} {{of_holder}} {{rest}} {{page}}

-- name: list_parked
SELECT * FROM worklist WHERE parked_at IS NOT NULL {{rest}} {{page}}

-- name: list_alarmed
SELECT * FROM worklist WHERE alarms_left > 0 {{rest}} {{page}}

-- name: list_problems
SELECT * FROM worklist WHERE problem = 1 {{rest}} {{page}}

-- name: list_batch
SELECT * FROM worklist WHERE batch_id = $2 {{rest}} {{page}}

-- name: list_specialty
SELECT * FROM worklist WHERE specialty = $3 {{rest}} {{page}}

-- name: list_state
SELECT * FROM worklist WHERE state = $1 {{rest}} {{page}}

-- name: list_encounter
SELECT * FROM worklist WHERE encounter = $4 {{rest}} {{page}}

-- name: list_any
SELECT * FROM worklist WHERE 1 {{rest}} {{page}}

-- name: list_one
SELECT * FROM worklist WHERE id = $1

-- name: count_words
-- how many charts have the words $1, up to $2
SELECT count(*) FROM (SELECT 1 FROM chart_words WHERE chart_words MATCH $1 LIMIT $2)

-- How many a list has, up to $14.

-- name: count_found
SELECT count(*) FROM (SELECT 1 FROM charts LEFT JOIN leases l ON l.chart_id = id WHERE {{found}} {{of_holder}} {{rest}} LIMIT $14)

-- name: count_held
SELECT count(*) FROM (SELECT 1 FROM charts LEFT JOIN leases l ON l.chart_id = id WHERE {{held}} {{of_holder}} {{rest}} LIMIT $14)

-- name: count_parked
SELECT count(*) FROM (SELECT 1 FROM charts WHERE parked_at IS NOT NULL {{rest}} LIMIT $14)

-- name: count_alarmed
SELECT count(*) FROM (SELECT 1 FROM charts WHERE alarms_left > 0 {{rest}} LIMIT $14)

-- name: count_problems
SELECT count(*) FROM (SELECT 1 FROM charts WHERE problem = 1 {{rest}} LIMIT $14)

-- name: count_batch
SELECT count(*) FROM (SELECT 1 FROM charts WHERE batch_id = $2 {{rest}} LIMIT $14)

-- name: count_specialty
SELECT count(*) FROM (SELECT 1 FROM charts WHERE specialty = $3 {{rest}} LIMIT $14)

-- name: count_state
SELECT count(*) FROM (SELECT 1 FROM charts WHERE state = $1 {{rest}} LIMIT $14)

-- name: count_encounter
SELECT count(*) FROM (SELECT 1 FROM charts WHERE encounter = $4 {{rest}} LIMIT $14)

-- name: count_any
SELECT count(*) FROM (SELECT 1 FROM charts WHERE 1 {{rest}} LIMIT $14)

-- name: tallies
SELECT what, n FROM tallies

-- name: tally_states
-- of state $1; NULL: of all
SELECT sum(n) FROM tallies WHERE what IN ('new', 'reading', 'ready', 'in_review', 'finished', 'failed') AND ($1 IS NULL OR what = $1)

-- name: count_mine
SELECT count(*) FROM (SELECT chart_id FROM leases WHERE holder = $1 AND taken_at <= $2 AND expires_at > $2
                      UNION SELECT id FROM charts WHERE assigned_to = $1 AND state IN ('ready', 'in_review'))

-- name: next_held
-- the chart this coder holds, then one handed over to them
SELECT w.id FROM leases m JOIN worklist w ON w.id = m.chart_id
WHERE m.holder = $17 AND m.taken_at <= $6 AND m.expires_at > $6 AND w.state IN ('ready', 'in_review') AND w.parked_at IS NULL AND w.id <> $16
ORDER BY w.priority DESC, w.id LIMIT 1

-- name: next_assigned
SELECT id FROM charts
WHERE assigned_to = $17 AND state IN ('ready', 'in_review') AND parked_at IS NULL AND id <> $16 ORDER BY priority DESC, id LIMIT 1

-- name: next_line
-- the first in line that nobody holds
SELECT c.id FROM charts c INDEXED BY charts_in_line LEFT JOIN leases l ON l.chart_id = c.id
WHERE state IN ('ready', 'in_review') AND parked_at IS NULL AND assigned_to IS NULL AND c.id <> $16
  AND (holder IS NULL OR holder = $17 OR taken_at > $6 OR expires_at <= $6) {{rest}} ORDER BY priority DESC, c.id LIMIT 1

-- name: batch_find
SELECT id FROM batches WHERE name = $1

-- name: park
UPDATE charts SET parked_at = $2, parked_by = $3, parked_reason = $4 WHERE id = $1

-- name: unpark
UPDATE charts SET parked_at = NULL, parked_by = NULL, parked_reason = NULL WHERE id = $1

-- name: assign
UPDATE charts SET assigned_to = $2 WHERE id = $1

-- name: priority_put
UPDATE charts SET priority = $2 WHERE id = $1 RETURNING id

-- ---- the audit

-- name: audit_list
SELECT id, at, coalesce(chart_id, 0), who, what, detail, hash FROM audit
WHERE ($6 = 0 OR id < $6) AND ($1 = 0 OR chart_id = $1) AND ($2 IS NULL OR who = $2) AND ($3 = 0 OR at >= $3) AND ($4 = 0 OR at <= $4)
ORDER BY id DESC LIMIT $5

-- name: audit_of_chart
SELECT id, at, coalesce(chart_id, 0), who, what, detail, hash FROM audit
WHERE chart_id = $1 AND ($6 = 0 OR id < $6) AND ($2 IS NULL OR who = $2) AND ($3 = 0 OR at >= $3) AND ($4 = 0 OR at <= $4)
ORDER BY id DESC LIMIT $5

-- name: audit_of_who
SELECT id, at, coalesce(chart_id, 0), who, what, detail, hash FROM audit
WHERE who = $2 AND ($6 = 0 OR id < $6) AND ($3 = 0 OR at >= $3) AND ($4 = 0 OR at <= $4) ORDER BY id DESC LIMIT $5

-- name: audit_all
SELECT id, at, coalesce(chart_id, 0), who, what, detail, hash FROM audit ORDER BY id
