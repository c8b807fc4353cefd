-- Two sealed logs, 'events' and 'access': RFC 6962 trees with an index of their own, without gaps (docs/adr/0043).
create schema if not exists timeline;

-- One row per sealed row, in the order of sealing. The entry that is hashed is header ‖ body_hash, and body_hash is
-- SHA-256(salt ‖ body). When the body is destroyed, the salt goes with it: nobody can guess what stood there.
create table if not exists timeline.leaves (
    log       text        not null,
    index     bigint      not null,
    sequence  bigint      not null, -- events: seq_id; access: seq
    id        uuid        not null, -- of the event or the access record
    time      timestamptz not null, -- of the row: tells of which month a record was whose partition is gone
    body_hash bytea       not null,
    salt      bytea       null,
    leaf      bytea       not null,
    primary key (log, index)
);
alter table timeline.leaves alter column body_hash set statistics 0, alter column salt set statistics 0, alter column leaf set statistics 0;
create unique index if not exists leaves_id on timeline.leaves (log, id);
create index if not exists leaves_sequence on timeline.leaves (log, sequence);

-- Full tiles of 256 hashes (C2SP tlog-tiles); what is not full yet is made of leaves and of the roots of the level below.
create table if not exists timeline.tiles (
    log    text   not null,
    level  int    not null,
    index  bigint not null,
    root   bytea  not null, -- of its 256 hashes: one hash of the level above
    hashes bytea  not null,
    primary key (log, level, index)
);

-- Every head that was signed. The next seal begins after the sequence (access: after the transaction and the sequence) of the last one.
create table if not exists timeline.checkpoints (
    log         text        not null,
    size        bigint      not null,
    root        bytea       not null,
    at          timestamptz not null,
    sequence    bigint      not null,
    transaction xid8        not null,
    note        text        not null, -- C2SP tlog-checkpoint with the signature of the log
    primary key (log, size)
);
create index if not exists checkpoints_at on timeline.checkpoints (log, at);

-- What witnesses signed: cosignature/v1.
create table if not exists timeline.cosignatures (
    log          text        not null,
    size         bigint      not null,
    witness      uuid        not null,
    organisation text        not null,
    at           timestamptz not null, -- as the witness says
    line         text        not null,
    primary key (log, size, witness)
);
