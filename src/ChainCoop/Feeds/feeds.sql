-- One feed per organisation and room, a deterministic function of the timeline. Rows are only added.
create table if not exists feeds.entries (
    organisation text   not null,
    room         text   not null,
    position     bigint not null, -- 1, 2, 3 … without gaps
    event_seq    bigint not null,
    resource     uuid   not null,
    about_access boolean not null, -- says that access began or ended: never withheld
    entry        text   not null, -- canonical JSON (RFC 8785) of the CloudEvent without feedhash
    commitment   bytea  not null, -- SHA-256(entry)
    feedhash     bytea  not null, -- SHA-256(feedhash of the entry before ‖ commitment); before the first: empty
    recorded_at  timestamptz not null,
    primary key (organisation, room, position)
);
create table if not exists feeds.heads (
    organisation text   not null,
    room         text   not null,
    position     bigint not null,
    feedhash     bytea  not null,
    primary key (organisation, room)
);
-- Who is entitled as of the last event that the feeds have seen; the grants table may be ahead of it.
create table if not exists feeds.access (
    resource     uuid not null,
    organisation text not null,
    room         text not null,
    role         text not null,
    primary key (resource, organisation, room, role)
);
