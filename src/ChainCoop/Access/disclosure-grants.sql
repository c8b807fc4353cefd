-- What a disclosure gives: some fields, and of the persons in a record one or all. Null for every other grant.
alter table access.grants add column if not exists fields text[] null;
alter table access.grants add column if not exists subject uuid null;

-- Never has a row. Who ends a ground puts in what rests on it and was not read, and is refused by the constraint
-- (Sharing/RestingOn.cs).
create table if not exists access.unread_disclosures (
    disclosure uuid not null,
    constraint none_unread check (disclosure is null)
);
