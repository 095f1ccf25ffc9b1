-- Version 3: which diagnosis is proposed as first-listed or principal.
ALTER TABLE candidates ADD COLUMN first_listed INTEGER NOT NULL DEFAULT 0;

DROP VIEW chart_codes;
CREATE VIEW chart_codes AS
    SELECT k.chart_id, k.rank, k.id AS candidate_id, k.system, k.code, k.title, k.confidence, k.suggested, k.first_listed, k.advice,
           s.id AS decision_id, s.action, s.new_system, s.new_code, s.title AS new_title, s.who, s.at
    FROM candidates k LEFT JOIN standing s ON s.chart_id = k.chart_id AND s.system = k.system AND s.code = k.code
    WHERE k.reason IS NULL
    UNION ALL
    SELECT s.chart_id, 100000 + s.id, NULL, s.system, s.code, s.title, NULL, 0, 0, '',
           s.id, s.action, s.new_system, s.new_code, s.title, s.who, s.at
    FROM standing s
    WHERE NOT EXISTS (SELECT 1 FROM candidates k
                      WHERE k.chart_id = s.chart_id AND k.system = s.system AND k.code = s.code AND k.reason IS NULL);
