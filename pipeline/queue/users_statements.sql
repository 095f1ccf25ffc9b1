-- Users and sessions: their statements, by name. See include/users.h.

-- part: user
SELECT id, login, name, roles, disabled, must_change, totp IS NOT NULL, failures, failed_at, failed_up, failed_boot, made_at, signed_in_at FROM users

-- name: user_count
SELECT count(*) FROM users

-- name: user_codes
-- a user who may decide on codes (coder 2, manager 8)
SELECT id FROM users WHERE login = $1 AND disabled = 0 AND roles & 10 <> 0

-- name: user_list
{{user}} ORDER BY login

-- name: user_by_login
{{user}} WHERE login = $1

-- name: user_by_id
{{user}} WHERE id = $1

-- name: user_secrets
SELECT id, password, disabled, failures, failed_at, failed_up, failed_boot, totp, totp_step, totp_started FROM users WHERE login = $1

-- name: user_add
INSERT INTO users (login, name, roles, password, must_change, made_at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id

-- name: user_change
UPDATE users SET name = coalesce($2, name), roles = coalesce($3, roles), disabled = coalesce($4, disabled) WHERE id = $1

-- name: user_admins_left
-- administrators who can sign in, other than $1
SELECT count(*) FROM users WHERE roles & 16 <> 0 AND disabled = 0 AND id <> $1

-- name: user_password
UPDATE users SET password = $2, must_change = $3, failures = 0 WHERE id = $1

-- name: user_unlock
UPDATE users SET failures = 0 WHERE id = $1

-- name: user_totp_start
UPDATE users SET totp_started = $2 WHERE id = $1

-- name: user_totp_set
UPDATE users SET totp = totp_started, totp_started = NULL, totp_step = $2 WHERE id = $1

-- name: user_totp_drop
UPDATE users SET totp = NULL, totp_started = NULL, totp_step = 0 WHERE id = $1

-- name: user_failed
-- counted before the password is checked, so that guesses at once all count
UPDATE users SET failures = failures + 1, failed_at = $2, failed_up = $3, failed_boot = $4 WHERE id = $1

-- name: user_signed_in
UPDATE users SET failures = 0, signed_in_at = $2, totp_step = $3 WHERE id = $1

-- name: session_add
INSERT INTO sessions (token_hash, user_id, boot, made_at, made_up, seen_at, seen_up) VALUES ($1, $2, $3, $4, $5, $4, $5)

-- name: session_find
SELECT user_id, boot, made_at, made_up, seen_at, seen_up, emergency_at, emergency_up FROM sessions WHERE token_hash = $1

-- name: session_seen
UPDATE sessions SET seen_at = $2, seen_up = $3 WHERE token_hash = $1

-- name: session_drop
DELETE FROM sessions WHERE token_hash = $1

-- name: sessions_end
-- of user $1, save the one with token $2
DELETE FROM sessions WHERE user_id = $1 AND ($2 IS NULL OR token_hash <> $2)

-- name: sessions_expire
-- of user $1, made before $2
DELETE FROM sessions WHERE user_id = $1 AND made_at < $2

-- name: session_emergency
UPDATE sessions SET emergency_at = $2, emergency_up = $3, emergency_reason = $4 WHERE token_hash = $1

-- name: preferences_get
SELECT preferences FROM users WHERE id = $1

-- name: preferences_put
UPDATE users SET preferences = $2 WHERE id = $1
