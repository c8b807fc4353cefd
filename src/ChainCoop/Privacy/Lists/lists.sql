-- Which records are on a list that is open: on one at most. Written in the transaction of the event (Privacy/Lists/ListedRecords.cs).
create table if not exists privacy.listed_records (
    record uuid not null, -- of a contact the signal
    kind   text not null, -- as in privacy.retention
    list   uuid not null,
    primary key (record, kind)
);
create index if not exists listed_records_list on privacy.listed_records (list);

-- What a list was not to destroy, or could not: the daily look passes over it until that day. Somebody may list it before.
create table if not exists privacy.kept_records (
    record   uuid not null,
    kind     text not null,
    again_on date not null,
    primary key (record, kind)
);
