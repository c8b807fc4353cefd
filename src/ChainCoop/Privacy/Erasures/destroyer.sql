-- The one role that may change an event: empty its body at the end of its term. In Development the program makes it;
-- elsewhere deploy/database/roles.sql does. Roles are of the whole server, so that another program may be first.
do $$
begin
    if not exists (select from pg_roles where rolname = 'chaincoop_destroyer') then
        begin
            create role chaincoop_destroyer nologin;
        exception when duplicate_object or unique_violation then
            null;
        end;
    end if;
end
$$;
grant usage on schema chaincoop to chaincoop_destroyer;
grant select (seq_id, id, stream_id, version, type, data), update (data) on chaincoop.mt_events to chaincoop_destroyer;
grant usage on schema timeline to chaincoop_destroyer;
grant select (log, index, sequence, salt), update (salt) on timeline.leaves to chaincoop_destroyer;
