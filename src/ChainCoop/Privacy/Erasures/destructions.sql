-- What was destroyed: the same rows as in the key database, in the transaction that deleted the ciphertexts. Where one of
-- the two lacks a row, it is older than the other: a backup was restored (chaincoop restore-check).
create table if not exists privacy.destructions (
    erasure     uuid        not null primary key,
    kind        text        not null, -- of the record: signal, case, victim-track, security-track
    record      uuid        not null,
    part        text        not null, -- subject, contact, record
    subject     uuid        null,
    municipality text       not null,
    subjects    uuid[]      not null, -- whose keys
    keys        uuid[]      not null,
    payloads    uuid[]      not null,
    redactions  jsonb       not null, -- of the event in the stream of the record
    at          timestamptz not null
);
create index if not exists destructions_record on privacy.destructions (record);
create index if not exists payloads_key on vault.payloads (key_id);

-- The replies to repeated requests know their record, so that they can be cleared.
alter table access.idempotency add column if not exists resource uuid;
create index if not exists idempotency_resource on access.idempotency (resource);
