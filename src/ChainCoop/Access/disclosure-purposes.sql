-- For what the receiver of a disclosure reads. Null for every other grant.
alter table access.grants add column if not exists purpose text null;

-- Few rows; and it tells that this file was applied.
create index if not exists grants_disclosed on access.grants (resource, organisation) where role = 'disclosed';

-- Of databases from before it was kept: the latest disclosure to a receiver is the one that the grant is of.
do $$
begin
    if to_regclass('chaincoop.mt_events') is not null then
        update access.grants g
        set purpose = (
            select e.data ->> 'purpose' from chaincoop.mt_events e
            where e.type = 'disclosure_made' and e.data ->> 'record' = g.resource::text and e.data ->> 'receiver' = g.organisation and e.data ->> 'room' = g.room
            order by e.seq_id desc limit 1)
        where g.role = 'disclosed' and g.purpose is null;
    end if;
end
$$;
