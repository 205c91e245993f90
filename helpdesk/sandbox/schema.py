"""The tables of the practice network's own file.

Posts are never removed: a deleted one keeps its row with `deleted_ms`, an edited one leaves its former text in
`edit`. So the file is the truth about everything that was ever published. Times are milliseconds since 1970, UTC.
"""

SCHEMA = """
CREATE TABLE IF NOT EXISTS account (
    id INTEGER PRIMARY KEY,
    handle TEXT NOT NULL,
    folded TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    brand INTEGER NOT NULL DEFAULT 0,
    created_ms INTEGER NOT NULL,
    posts INTEGER NOT NULL DEFAULT 0,
    last_post_ms INTEGER
);

CREATE TABLE IF NOT EXISTS post (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id),
    text TEXT NOT NULL,
    language TEXT,
    visibility TEXT NOT NULL,
    parent_id INTEGER REFERENCES post (id),
    root_id INTEGER NOT NULL REFERENCES post (id),
    created_ms INTEGER NOT NULL,
    edited_ms INTEGER,
    deleted_ms INTEGER,
    idempotency_key TEXT
);
CREATE INDEX IF NOT EXISTS post_by_account ON post (account_id, id);
CREATE INDEX IF NOT EXISTS post_by_root ON post (root_id, id);
CREATE INDEX IF NOT EXISTS post_by_parent ON post (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS post_first ON post (id) WHERE parent_id IS NULL;

CREATE TABLE IF NOT EXISTS mention (
    notification_id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id),
    post_id INTEGER NOT NULL REFERENCES post (id),
    created_ms INTEGER NOT NULL,
    UNIQUE (post_id, account_id)
);
CREATE INDEX IF NOT EXISTS mention_by_account ON mention (account_id, notification_id);

CREATE TABLE IF NOT EXISTS edit (
    id INTEGER PRIMARY KEY,
    post_id INTEGER NOT NULL REFERENCES post (id),
    former_text TEXT NOT NULL,
    at_ms INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS edit_by_post ON edit (post_id, id);

CREATE TABLE IF NOT EXISTS idempotency (
    account_id INTEGER NOT NULL REFERENCES account (id),
    key TEXT NOT NULL,
    post_id INTEGER NOT NULL REFERENCES post (id),
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (account_id, key)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS played (
    key TEXT PRIMARY KEY,
    post_id INTEGER NOT NULL REFERENCES post (id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS state (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    last_id INTEGER NOT NULL,
    secret BLOB NOT NULL
);
"""
