-- When each record may be destroyed: a fold of the timeline and the rules (`rebuild retention` makes it again). Ids, codes
-- and days only. A track stands beside its case here, because the case ends it: nothing of this leaves by HTTP.
create table if not exists privacy.retention (
    id            uuid not null, -- of a signal, case, track, request or link
    kind          text not null, -- signal, reporter, case, victim-track, security-track, subject-request, subject-link
    ends_with     uuid not null, -- the signal or case whose end is also its own; else itself
    municipality  text not null,
    class         text not null, -- code list retention-classes
    received_on   date not null, -- when something was last added to it
    ended_on      date null,     -- null: still open
    counted_from  text null,
    counted_on    date null,
    destroy_after date null,     -- the first day on which it may be destroyed; null: no end
    rules         text not null, -- the version that the three before were computed with
    primary key (id, kind)
);
create index if not exists retention_ends_with on privacy.retention (ends_with);
create index if not exists retention_due on privacy.retention (destroy_after) where destroy_after is not null;
create index if not exists retention_rules on privacy.retention (rules);

create table if not exists privacy.retention_progress (
    one        boolean not null primary key default true check (one),
    event_seq  bigint  not null, -- of the last event in it
    generation int     not null, -- goes up with every rebuild and every change of the rules
    rules      text    not null  -- the version in force
);
insert into privacy.retention_progress (event_seq, generation, rules) values (0, 1, '1') on conflict do nothing;
