create table if not exists vault.payloads (
    id          uuid        not null primary key,
    key_id      uuid        not null,
    record_id   uuid        not null, -- the stream whose event refers to it
    event_type  text        not null, -- with id and key_id the associated data of the ciphertext
    nonce       bytea       not null,
    ciphertext  bytea       not null
);
-- Statistics would be samples of them, in another table, after they are gone here.
alter table vault.payloads alter column nonce set statistics 0, alter column ciphertext set statistics 0;
create index if not exists payloads_record on vault.payloads (record_id);
