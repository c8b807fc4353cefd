-- How far deliveries are. Who subscribes to what is in the streams; the first columns repeat it, written in the same transaction.
create table if not exists subscriptions.endpoints (
    subscription  uuid        not null primary key,
    organisation  text        not null,
    room          text        not null,
    status        text        not null, -- unverified, active, paused, suspended, ended, retired
    version       bigint      not null, -- of the stream: who holds settings in memory sees that they changed
    types         text[]      null,
    exact         text[]      not null,
    prefixes      text[]      not null,
    municipality  text        null,
    record        uuid        null,
    begun_after   bigint      not null, -- feed position after which it began
    taken         bigint      not null, -- feed position up to which entries have become deliveries
    last_delivery bigint      not null, -- position of the last of them
    canary_at     timestamptz null,     -- when the next canary is due
    failing_since timestamptz null,     -- of the first failure after the last success
    closed_until  timestamptz null,     -- nothing is sent before: the receiver asked for it, or fails
    -- One node at a time delivers. The fence counts who did: what an earlier one learned is not written any more.
    node          uuid        null,
    leased_until  timestamptz null,     -- by the clock of the database
    fence         bigint      not null default 0
);
create index if not exists endpoints_feed on subscriptions.endpoints (organisation, room);

-- A row for each entry that a subscription has to hear. In a line of deliveries about one record the first is due, the others are queued.
create table if not exists subscriptions.deliveries (
    subscription uuid        not null,
    position     bigint      not null, -- of the feed
    id           uuid        not null default gen_random_uuid(),
    resource     uuid        not null,
    previous     bigint      not null, -- position of the delivery before, of whichever record
    state        text        not null, -- queued, due, delivered, dead, discarded
    attempts     int         not null default 0,
    due_at       timestamptz not null,
    attempted_at timestamptz null,
    answer       int         null,     -- HTTP status of the last attempt
    failure      text        null,     -- code of the last failure
    primary key (subscription, position)
);
create unique index if not exists deliveries_id on subscriptions.deliveries (id);
create index if not exists deliveries_due on subscriptions.deliveries (subscription, due_at, position) where state = 'due';
create index if not exists deliveries_line on subscriptions.deliveries (subscription, resource, position) where state in ('queued', 'due', 'dead');
create index if not exists deliveries_dead on subscriptions.deliveries (subscription, position) where state = 'dead';
create index if not exists deliveries_old on subscriptions.deliveries (attempted_at) where state in ('delivered', 'discarded');

-- Nodes that deliver, so that they share the subscriptions evenly.
create table if not exists subscriptions.nodes (
    node    uuid        not null primary key,
    seen_at timestamptz not null -- by the clock of the database
);
