create table if not exists vault.payloads (
    id          uuid        not null primary key,
    key_id      uuid        not null,
    record_id   uuid        not null, -- the stream whose event refers to it
    event_type  text        not null, -- with id and key_id the associated data of the ciphertext
    nonce       bytea       not null,
    ciphertext  bytea       not null
);
create index if not exists payloads_record on vault.payloads (record_id);
