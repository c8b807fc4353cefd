-- What a disclosure gives: some fields, and of the persons in a record one or all. Null for every other grant.
alter table access.grants add column if not exists fields text[] null;
alter table access.grants add column if not exists subject uuid null;

-- Never has a row. A decision that rests on other streams is refused by the constraint when one of them moved on
-- (Access/UnmovedStreams.cs).
create table if not exists access.moved_streams (
    stream uuid not null,
    constraint stream_moved check (stream is null)
);
