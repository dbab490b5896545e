-- Staff who sign in to the pages: who they are, how they prove it, their sessions, and changes of rights.

CREATE TABLE person (
    id INTEGER PRIMARY KEY,
    -- as it stands in the log of what staff do
    name TEXT NOT NULL,
    -- the same without capitals and doubled blanks: no two people share it
    name_key TEXT NOT NULL UNIQUE,
    -- reader, editor, administrator
    role TEXT NOT NULL,
    -- invited, active, stopped, removed
    state TEXT NOT NULL,
    -- random: what a passkey calls the person
    handle TEXT NOT NULL,
    -- argon2id; '' = none
    password TEXT NOT NULL DEFAULT '',
    -- the secret of one-time codes, encrypted; NULL = none
    totp BLOB,
    -- the last step of time whose code was used: none is taken twice
    totp_step INTEGER NOT NULL DEFAULT 0,
    made_at REAL NOT NULL,
    -- of the last sign-in
    seen_at REAL NOT NULL DEFAULT 0
);

CREATE TABLE passkey (
    -- base64url
    credential TEXT NOT NULL PRIMARY KEY,
    person INTEGER NOT NULL,
    public_key BLOB NOT NULL,
    sign_count INTEGER NOT NULL,
    made_at REAL NOT NULL,
    used_at REAL NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX passkey_person ON passkey (person);

-- Printed one-time codes.
CREATE TABLE recovery (
    -- SHA-256 of the code, hexadecimal
    hash TEXT NOT NULL PRIMARY KEY,
    person INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX recovery_person ON recovery (person);

-- One-time links by which somebody begins, or begins anew.
CREATE TABLE invitation (
    -- SHA-256 of what stands in the link, hexadecimal
    hash TEXT NOT NULL PRIMARY KEY,
    person INTEGER NOT NULL,
    until REAL NOT NULL
) WITHOUT ROWID;

CREATE TABLE session (
    -- SHA-256 of the cookie, hexadecimal
    hash TEXT NOT NULL PRIMARY KEY,
    person INTEGER NOT NULL,
    -- passkey, password, recovery, proxy
    method TEXT NOT NULL,
    begun_at REAL NOT NULL,
    seen_at REAL NOT NULL
) WITHOUT ROWID;
CREATE INDEX session_person ON session (person);

-- What was used once and is not taken again: challenges that were answered, keys of forms that were sent.
CREATE TABLE spent (
    name TEXT NOT NULL PRIMARY KEY,
    until REAL NOT NULL
) WITHOUT ROWID;

-- Sign-ins that failed, by keyed hashes of a name, a device, or an address.
CREATE TABLE failed_sign_in (
    name TEXT NOT NULL PRIMARY KEY,
    count INTEGER NOT NULL,
    last_at REAL NOT NULL
) WITHOUT ROWID;

-- Changes of rights that one administrator asks for, and another one approves.
CREATE TABLE rights_change (
    id INTEGER PRIMARY KEY,
    asked_at REAL NOT NULL,
    asked_by TEXT NOT NULL,
    -- add, role, reset, remove
    change TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL DEFAULT ''
);

-- From where: the network of a browser, without its last part; '' = the terminal
ALTER TABLE act ADD COLUMN origin TEXT NOT NULL DEFAULT '';
