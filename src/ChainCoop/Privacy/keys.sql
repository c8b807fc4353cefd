-- The second database: data keys, wrapped. Its backups have a cycle of their own, so that a destroyed key is gone.
create table if not exists data_keys (
    id              uuid        not null primary key,
    subject         uuid        not null, -- a person, or the record that prose about several persons belongs to
    purpose         text        not null,
    retention_class text        not null,
    kek             text        not null, -- which key-encryption key wrapped it
    wrapped         bytea       not null,
    created_at      timestamptz not null default now(),
    unique (subject, purpose, retention_class)
);
