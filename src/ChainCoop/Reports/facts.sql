-- What is counted, of all municipalities: a fold of the timeline (`rebuild municipalities` makes it again). Codes, days and numbers. What was counted of
-- a record that was destroyed stays and leads to nothing: no record, no event, and the month instead of the moment.
create schema if not exists reports;
create table if not exists reports.facts (
    event_seq    bigint      null,     -- null: of a record that was destroyed
    ordinal      int         null,
    kind         text        not null,
    municipality text        not null,
    at           timestamptz not null,
    code         text        not null, -- empty where the kind has none
    value        int         not null,
    subject      uuid        null,
    unique (event_seq, ordinal)
);
create index if not exists facts_at on reports.facts (municipality, at);
create index if not exists facts_subject on reports.facts (subject) where subject is not null;

-- What has to be known of a record to count what happens to it; it goes with the record.
create table if not exists reports.records (
    id      uuid  not null primary key,
    counted jsonb not null
);
