-- Learning from coders: its statements, by name. See include/learn.h.

-- name: lesson_add
-- the decision $1 on a code of the chart teaches about the phrase it was found by; one on a code that was not found, or
-- withheld for what stands around the phrase, teaches nothing about it
INSERT INTO lessons (decision_id, phrase, confidence)
SELECT $1, phrase, coalesce(unlearned, confidence) FROM candidates
WHERE chart_id = $2 AND system = $3 AND code = $4 AND reason IS NULL AND phrase IS NOT NULL
ORDER BY rank LIMIT 1

-- ---- what the lessons say

-- name: learn_pairs
SELECT phrase, system, code, count(*), count(*) FILTER (WHERE action = 'accept'), avg(confidence), count(DISTINCT who)
FROM outcomes GROUP BY phrase, system, code HAVING count(*) >= $1 ORDER BY count(*) DESC, phrase, code

-- name: learn_swaps
WITH o AS MATERIALIZED (SELECT * FROM outcomes),
     n AS (SELECT phrase, system, code, count(*) AS total FROM o GROUP BY phrase, system, code)
SELECT o.phrase, o.system, o.code, o.other_code, count(*), n.total, count(DISTINCT o.who)
FROM o JOIN n ON n.phrase = o.phrase AND n.system = o.system AND n.code = o.code
WHERE o.other_code IS NOT NULL
GROUP BY o.phrase, o.system, o.code, o.other_code, n.total HAVING count(*) >= $1 AND count(*) * 100 >= $2 * n.total
ORDER BY count(*) DESC, o.phrase, o.code, o.other_code

-- name: learn_additions
-- codes that coders added to finished charts, beside the phrases of those charts; the likeliest phrase of a code first: one that
-- its title holds, one of its category, of its chapter, then the one that stands in most of those charts and in fewest others
WITH added AS MATERIALIZED (
         SELECT s.chart_id, s.system, s.code, s.who, s.title FROM standing s JOIN charts c ON c.id = s.chart_id
         WHERE s.action = 'accept' AND c.state = 'finished' AND NOT EXISTS (SELECT 1 FROM lessons l WHERE l.decision_id = s.id)
           AND NOT EXISTS (SELECT 1 FROM candidates k WHERE k.chart_id = s.chart_id AND k.system = s.system AND k.code = s.code)),
     said AS MATERIALIZED (
         SELECT k.chart_id, k.phrase, min(k.code) AS code FROM candidates k JOIN charts c ON c.id = k.chart_id
         WHERE c.state = 'finished' AND k.reason IS NULL AND k.phrase IS NOT NULL GROUP BY k.chart_id, k.phrase),
     n AS (SELECT phrase, count(*) AS charts FROM said GROUP BY phrase)
SELECT a.system, a.code, s.phrase, count(*), n.charts, count(DISTINCT a.who)
FROM added a JOIN said s ON s.chart_id = a.chart_id JOIN n ON n.phrase = s.phrase
GROUP BY a.system, a.code, s.phrase, n.charts HAVING count(*) >= $1 AND count(*) * 100 >= $2 * n.charts
ORDER BY a.system, a.code, max(CASE WHEN lower(a.title) LIKE '%' || lower(s.phrase) || '%' THEN 3
                                      WHEN substr(s.code, 1, 3) = substr(a.code, 1, 3) THEN 2 WHEN substr(s.code, 1, 1) = substr(a.code, 1, 1) THEN 1 ELSE 0 END) DESC,
         count(*) DESC, n.charts, s.phrase

-- name: learn_pair_charts
-- $4: only those where this code was confirmed instead; $5 = 1: only those where it was turned down
SELECT chart_id FROM outcomes
WHERE phrase = $1 AND system = $2 AND code = $3 AND ($4 = '' OR other_code = $4) AND ($5 = 0 OR action <> 'accept')
ORDER BY chart_id DESC LIMIT 5

-- name: learn_addition_charts
SELECT DISTINCT s.chart_id FROM standing s JOIN candidates k ON k.chart_id = s.chart_id JOIN charts c ON c.id = s.chart_id
WHERE k.phrase = $1 AND k.reason IS NULL AND s.system = $2 AND s.code = $3 AND s.action = 'accept' AND c.state = 'finished'
ORDER BY s.chart_id DESC LIMIT 5

-- name: learn_declined
SELECT who, at FROM declined WHERE effect = $1 AND phrase = $2 AND system = $3 AND code = $4 AND other_code = $5

-- ---- what is in force

-- name: learn_version
SELECT coalesce(max(version), 0) FROM learned_versions

-- name: learn_rules
SELECT l.version, l.effect, l.phrase, l.system, l.code, l.other_code, l.weight, l.agreed, l.decided, v.who, v.at
FROM learned l JOIN learned_versions v ON v.version = l.version WHERE l.ended_by IS NULL ORDER BY l.id

-- name: learn_versions
SELECT v.version, v.undoes, v.who, v.at, (SELECT count(*) FROM learned l WHERE l.version = v.version),
       (SELECT count(*) FROM learned l WHERE l.ended_by = v.version)
FROM learned_versions v ORDER BY v.version

-- ---- accepting, declining, undoing

-- name: learn_version_add
INSERT INTO learned_versions (version, undoes, who, at) SELECT coalesce(max(version), 0) + 1, $1, $2, $3 FROM learned_versions RETURNING version

-- name: learn_rule_add
INSERT INTO learned (version, effect, phrase, system, code, other_code, weight, agreed, decided) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- name: learn_rule_end
-- what says the same of the phrase and code, and what leads from the new code ($6) back
UPDATE learned SET ended_by = $1
WHERE ended_by IS NULL AND phrase = $3 AND system = $4
  AND ((effect = $2 AND code = $5) OR ($2 = 'instead' AND code = $6 AND (effect = 'mute' OR (effect = 'instead' AND other_code = $5))))

-- name: learn_decline
INSERT INTO declined (effect, phrase, system, code, other_code, who, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (effect, phrase, system, code, other_code) DO UPDATE SET who = excluded.who, at = excluded.at

-- name: learn_decline_end
DELETE FROM declined WHERE effect = $1 AND phrase = $2 AND system = $3 AND code = $4 AND other_code = $5

-- name: learn_undo_count
-- what there is to take back of version $1
SELECT (SELECT count(*) FROM learned WHERE version = $1 AND ended_by IS NULL)
     + (SELECT count(*) FROM learned o WHERE o.ended_by = $1 AND o.version <> $1
          AND NOT EXISTS (SELECT 1 FROM learned l WHERE l.ended_by IS NULL AND l.version <> $1 AND l.effect = o.effect AND l.phrase = o.phrase
                                                    AND l.system = o.system AND l.code = o.code))

-- name: learn_undo_end
UPDATE learned SET ended_by = $2 WHERE version = $1 AND ended_by IS NULL

-- name: learn_undo_begin
INSERT INTO learned (version, effect, phrase, system, code, other_code, weight, agreed, decided)
SELECT $2, o.effect, o.phrase, o.system, o.code, o.other_code, o.weight, o.agreed, o.decided FROM learned o
WHERE o.ended_by = $1 AND o.version <> $1
  AND NOT EXISTS (SELECT 1 FROM learned l WHERE l.ended_by IS NULL AND l.effect = o.effect AND l.phrase = o.phrase AND l.system = o.system AND l.code = o.code)
ORDER BY o.id
