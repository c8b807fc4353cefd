-- The versions of match keys in use: one per agreement, two while it is rotated. The keys themselves are in the key database.
create table if not exists signals.match_key_versions (
    seq       bigint not null generated always as identity primary key, -- in the order of commits: whoever adds one locks the table
    agreement uuid   not null, -- all zero: of the district, for counts alone; no request asks by it
    version   int    not null,
    parties   text[] null,     -- whose signals it is for; null: everybody's
    unique (agreement, version)
);
insert into signals.match_key_versions (agreement, version) values ('00000000-0000-0000-0000-000000000000', 1) on conflict do nothing;

-- The persons in signals whose identifiers are there to be matched. A row goes with the person (erasure, destruction) and with a retraction.
create table if not exists signals.match_subjects (
    subject uuid   not null primary key,
    signal  uuid   not null,
    owner   text   not null, -- the municipality's organisation
    sender  text   not null, -- the organisation that registered the person
    role    text   not null,
    payload uuid   not null, -- the identifiers that the keys are of
    known   bigint not null  -- the last version that whoever wrote the keys knew of: later ones are still to be derived
);
create index if not exists match_subjects_known on signals.match_subjects (known, owner);
create index if not exists match_subjects_signal on signals.match_subjects (signal);

-- HMACs of normalised identifiers. Who has this database alone can test no guess: the keys are elsewhere.
create table if not exists signals.match_keys (
    hash    bytea  not null,
    version bigint not null,
    subject uuid   not null,
    primary key (hash, version, subject)
);
create index if not exists match_keys_subject on signals.match_keys (subject);
create index if not exists match_keys_version on signals.match_keys (version, subject);

-- How often an officer asked on a day, and how often nothing was found: for the quota and the alarm.
create table if not exists signals.match_requests (
    organisation text    not null,
    officer      text    not null,
    day          date    not null,
    number       int     not null,
    hit          boolean not null,
    primary key (organisation, officer, day, number)
);

-- Signals from before there was this table: their keys are derived by the program.
do $$
begin
    if to_regclass('chaincoop.mt_doc_signal') is not null then
        insert into signals.match_subjects (subject, signal, owner, sender, role, payload, known)
        select (s ->> 'subjectId')::uuid, d.id, d.data ->> 'owner', d.data ->> 'from', s ->> 'role', (s -> 'identifiers' ->> 'id')::uuid, 0
        from chaincoop.mt_doc_signal d, jsonb_array_elements(d.data -> 'subjects') s
        where d.data ->> 'status' not in ('destroyed', 'retracted')
        on conflict do nothing;
    end if;
end
$$;
