-- How far the preparation of an evidence bundle is (docs/adr/0045).
create table if not exists timeline.bundle_progress (
    bundle uuid   not null primary key,
    done   bigint not null,
    total  bigint not null
);
-- Whether a key opens more than what was approved is asked before it is given.
create index if not exists payloads_key on vault.payloads (key_id);
