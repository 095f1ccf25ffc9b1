-- Learning from coders: its statements, by name. See include/learn.h.

-- name: lesson_add
-- the decision $1 on a code of the chart teaches about the phrase it was found by; one on a code that was not found, or
-- withheld for what stands around the phrase, teaches nothing about it
INSERT INTO lessons (decision_id, phrase, confidence)
SELECT $1, lower(phrase), coalesce(unlearned, confidence) FROM candidates
WHERE chart_id = $2 AND system = $3 AND code = $4 AND reason IS NULL AND phrase IS NOT NULL
ORDER BY rank LIMIT 1
