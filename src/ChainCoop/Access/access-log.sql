-- One record per request (design: no log, no data). Three views are made from it: access log (BIO2 8.15.01), decision
-- log (AuthZEN), Logboek Dataverwerkingen (one line per subject).
create table if not exists access.log (
    seq          bigint      generated always as identity,
    id           uuid        not null,
    at           timestamptz not null,
    tx           xid8        not null default pg_current_xact_id(), -- sealing takes rows older than every running transaction
    trace_id     text        not null,
    span_id      text        not null,
    organisation text        null,
    officer      text        null,
    roles        text[]      not null,
    purpose      text        null,
    action       text        not null,
    method       text        not null,
    route        text        not null, -- the template, never the address that was asked for
    kind         text        null,
    resource     uuid        null,
    municipality text        null,
    status       int         not null,
    decision     text        null,     -- allow, hide, forbid; null: refused before the policy was asked
    reasons      text[]      not null,
    policy       text        null,
    subjects     uuid[]      not null, -- whose data was given or written
    origin       text        null,     -- network of the caller: /24 or /48
    started_at   timestamptz not null,
    primary key (id, at)
) partition by range (at);
create table if not exists access.log_rest partition of access.log default;
create index if not exists log_resource on access.log (resource, at);
create index if not exists log_organisation on access.log (organisation, at);

-- Requests without a valid token: counted per network and minute, so that a flood cannot fill the log.
create table if not exists access.unauthenticated (
    minute timestamptz not null,
    origin text        not null,
    count  bigint      not null,
    primary key (minute, origin)
);
