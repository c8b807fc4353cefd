-- Where the events are that give access to a resource and are not in its own stream: those of a case name its tracks.
-- Only an index for replays (Access/Replay): what an event says is read from the event.
create table if not exists access.grant_streams (
    resource uuid not null,
    stream   uuid not null,
    primary key (resource, stream)
);

-- Of databases from before it was kept.
do $$
begin
    if to_regclass('chaincoop.mt_events') is not null then
        insert into access.grant_streams (resource, stream)
        select distinct coalesce(data ->> 'victimTrackId', data ->> 'securityTrackId')::uuid, stream_id
        from chaincoop.mt_events
        where type = 'member_joined' and data ->> 'room' <> 'general';
    end if;
end
$$;
