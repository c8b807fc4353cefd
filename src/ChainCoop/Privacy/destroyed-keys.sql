-- Which subjects have no keys any more, for ever: a destroyed key cannot come back, neither by a request that was under way
-- nor by rows that somebody restores.
create table if not exists destroyed_subjects (
    subject uuid        not null primary key, -- a person, or one piece of prose
    erasure uuid        not null,
    at      timestamptz not null
);

-- What was destroyed, so that a restored main database can be brought up to it (chaincoop restore-check). Ids only.
create table if not exists destructions (
    erasure     uuid        not null primary key,
    kind        text        not null, -- of the record: signal, case, victim-track, security-track, subject-request, subject-link
    record      uuid        not null,
    part        text        not null, -- subject, contact, record, prose
    subject     uuid        null,
    municipality text       not null,
    subjects    uuid[]      not null, -- whose keys
    keys        uuid[]      not null,
    payloads    uuid[]      not null,
    redactions  jsonb       not null, -- of the event in the stream of the record
    at          timestamptz not null
);

-- Shared by those who make keys, exclusive for who destroys them: neither passes the other by.
create or replace function fence_destroyed_subject() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock_shared(hashtextextended(new.subject::text, 7));
    if exists (select from destroyed_subjects d where d.subject = new.subject) then
        return null;
    end if;
    return new;
end
$$;
create or replace trigger fence before insert on data_keys for each row execute function fence_destroyed_subject();
