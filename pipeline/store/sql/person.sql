-- :name insert_person value
INSERT INTO person (name, name_key, role, state, handle, made_at) VALUES (:name, :name_key, :role, 'invited', :handle, :now)
ON CONFLICT (name_key) DO UPDATE SET name = excluded.name, role = excluded.role, state = 'invited', handle = excluded.handle
WHERE person.state = 'removed'
RETURNING id

-- :name person row
SELECT * FROM person WHERE id = :id

-- :name person_called row
SELECT * FROM person WHERE name_key = :name_key AND state <> 'removed'

-- :name people rows
SELECT person.*, (SELECT count(*) FROM passkey k WHERE k.person = person.id) AS passkeys,
    (SELECT count(*) FROM recovery r WHERE r.person = person.id) AS codes
FROM person WHERE state <> 'removed' ORDER BY name_key

-- :name set_person_role count
UPDATE person SET role = :role WHERE id = :id AND state <> 'removed'

-- :name set_person_state count
UPDATE person SET state = :state WHERE id = :id AND state <> 'removed'

-- :name set_person_password count
UPDATE person SET password = :password WHERE id = :id

-- :name set_person_totp count
UPDATE person SET totp = :totp, totp_step = 0 WHERE id = :id

-- :name use_totp_step count
-- Only a later step than the last one that was used.
UPDATE person SET totp_step = :totp_step WHERE id = :id AND totp_step < :totp_step

-- :name person_seen count
UPDATE person SET seen_at = :now WHERE id = :id

-- :name encrypted_totps rows
SELECT id, totp FROM person WHERE totp IS NOT NULL

-- :name encrypt_totp_anew count
UPDATE person SET totp = :totp WHERE id = :id AND totp = :old_totp

-- :name insert_passkey count
INSERT INTO passkey (credential, person, public_key, sign_count, made_at) VALUES (:credential, :person, :public_key, :sign_count, :now)
ON CONFLICT DO NOTHING

-- :name passkey row
SELECT k.*, p.handle, p.state FROM passkey k JOIN person p ON p.id = k.person WHERE k.credential = :credential

-- :name passkeys_of rows
-- Index: passkey_person.
SELECT * FROM passkey WHERE person = :person ORDER BY made_at

-- :name passkey_used count
UPDATE passkey SET sign_count = :sign_count, used_at = :now WHERE credential = :credential

-- :name drop_passkey count
DELETE FROM passkey WHERE credential = :credential AND person = :person

-- :name drop_passkeys count
DELETE FROM passkey WHERE person = :person

-- :name insert_recovery many
INSERT INTO recovery (hash, person) VALUES (:hash, :person)

-- :name use_recovery count
DELETE FROM recovery WHERE hash = :hash AND person = :person

-- :name recovery_left value
SELECT count(*) FROM recovery WHERE person = :person

-- :name drop_recovery count
DELETE FROM recovery WHERE person = :person

-- :name insert_invitation count
INSERT INTO invitation (hash, person, until) VALUES (:hash, :person, :end)

-- :name invitation row
SELECT i.person, p.name, p.role, p.state, p.handle FROM invitation i JOIN person p ON p.id = i.person WHERE i.hash = :hash AND i.until > :now

-- :name drop_invitations count
DELETE FROM invitation WHERE person = :person

-- :name insert_session count
INSERT INTO session (hash, person, method, begun_at, seen_at) VALUES (:hash, :person, :method, :now, :now)

-- :name session row
SELECT s.*, p.name, p.role, p.state FROM session s JOIN person p ON p.id = s.person WHERE s.hash = :hash

-- :name session_seen count
UPDATE session SET seen_at = :now WHERE hash = :hash

-- :name drop_session count
DELETE FROM session WHERE hash = :hash

-- :name drop_sessions count
-- Index: session_person.
DELETE FROM session WHERE person = :person AND hash <> :hash

-- :name drop_old_sessions count
DELETE FROM session WHERE seen_at < :before OR begun_at < :start

-- :name spend count
-- Touches no row if it was spent before.
INSERT INTO spent (name, until) VALUES (:name, :end) ON CONFLICT DO NOTHING

-- :name drop_spent count
DELETE FROM spent WHERE until < :now

-- :name drop_old_invitations count
DELETE FROM invitation WHERE until < :now

-- :name failed_sign_in row
SELECT count, last_at FROM failed_sign_in WHERE name = :name

-- :name count_failed_sign_in count
INSERT INTO failed_sign_in (name, count, last_at) VALUES (:name, 1, :now)
ON CONFLICT (name) DO UPDATE SET count = failed_sign_in.count + 1, last_at = excluded.last_at

-- :name uncount_failed_sign_in count
UPDATE failed_sign_in SET count = count - 1 WHERE name = :name AND count > 0

-- :name forget_failed_sign_in count
DELETE FROM failed_sign_in WHERE name = :name

-- :name drop_old_failed_sign_ins count
DELETE FROM failed_sign_in WHERE last_at < :before

-- :name insert_rights_change value
INSERT INTO rights_change (asked_at, asked_by, change, name, role) VALUES (:now, :asked_by, :change, :name, :role) RETURNING id

-- :name rights_changes rows
SELECT * FROM rights_change ORDER BY id

-- :name take_rights_change row
DELETE FROM rights_change WHERE id = :id RETURNING *
