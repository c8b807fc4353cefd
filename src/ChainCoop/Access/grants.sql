-- Who may see what. Folded in the transaction of the event that gives or ends it (Access/GrantRules.cs).
create table if not exists access.grants (
    organisation text        not null,
    room         text        not null,
    resource     uuid        not null,
    role         text        not null, -- owner, reporter, referred, lead, member, receiver, emergency, disclosed, party
    kind         text        not null, -- signal, case, victim-track, security-track, legal-hold
    municipality text        not null, -- of the resource: a mandate covers municipalities
    valid_from   timestamptz not null,
    valid_until  timestamptz null,     -- exclusive
    primary key (organisation, room, resource, role)
);
create index if not exists grants_resource on access.grants (resource);

-- So that the planner knows when an organisation sees a small part, and starts there instead of at the newest rows of all.
create statistics if not exists access.grants_together (mcv) on organisation, room, role, municipality from access.grants;

-- Who may act in which role for which municipality. Folded with the mandate's events.
create table if not exists access.mandates (
    mandate      uuid not null,
    organisation text not null,
    officer      text not null,
    role         text not null,
    municipality text not null,
    valid_from   date not null,
    valid_until  date null,            -- exclusive
    primary key (mandate, municipality)
);
create index if not exists mandates_officer on access.mandates (organisation, officer);

-- Replies to repeated requests. Nothing personal: a keyed hash of the key, a keyed fingerprint of the body, ids.
create table if not exists access.idempotency (
    key          bytea       not null primary key,
    fingerprint  bytea       not null,
    status       int         not null,
    version      bigint      null,
    location     text        null,
    answer       text        null,
    expires_at   timestamptz not null
);
create index if not exists idempotency_expiry on access.idempotency (expires_at);
