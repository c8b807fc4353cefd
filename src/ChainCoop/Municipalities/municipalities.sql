-- What municipalities have at hand, per room: a fold of the timeline (`rebuild municipalities` makes it again). Rooms
-- cannot be joined: a track has a row of its own that names neither the case nor the other track.
create table if not exists municipalities.caseload (
    id                 uuid        not null primary key,
    room               text        not null,
    kind               text        not null, -- signal, case, victim-track, security-track
    municipality       text        not null,
    status             text        not null,
    exploitation_types text[]      null,     -- not of tracks
    urgency            text        null,     -- of signals
    opened_at          timestamptz not null,
    updated_at         timestamptz not null,
    due_at             timestamptz null,     -- the first of its open deadlines
    event_seq          bigint      not null  -- the last event in it
);
create index if not exists caseload_newest on municipalities.caseload (municipality, room, opened_at desc, id desc);
create index if not exists caseload_kind on municipalities.caseload (municipality, room, kind, opened_at desc, id desc);
create index if not exists caseload_status on municipalities.caseload (municipality, room, status, opened_at desc, id desc);
create index if not exists caseload_due on municipalities.caseload (municipality, room, due_at) where due_at is not null;

create table if not exists municipalities.deadlines (
    id            uuid        not null primary key,
    resource      uuid        not null,
    resource_kind text        not null,
    kind          text        not null, -- acknowledgement, assessment, task
    municipality  text        not null,
    room          text        not null,
    due_at        timestamptz not null,
    met_at        timestamptz null,     -- null: still open
    overtaken     boolean     not null, -- not met by itself: the resource came to its end
    overdue_at    timestamptz null,     -- when the timeline recorded that it was missed
    event_seq     bigint      not null
);
create index if not exists deadlines_resource on municipalities.deadlines (resource);
create index if not exists deadlines_open on municipalities.deadlines (municipality, room, due_at, id) where met_at is null;

create table if not exists municipalities.progress (
    one        boolean not null primary key default true check (one),
    event_seq  bigint  not null, -- of the last event in the read models
    generation int     not null  -- goes up with every rebuild
);
insert into municipalities.progress (event_seq, generation) values (0, 1) on conflict do nothing;
