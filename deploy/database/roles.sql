-- Who may do what in the main database. Run it as owner of the tables, or superuser, after every db-apply:
--     psql --set ON_ERROR_STOP=1 --file deploy/database/roles.sql <main database>
-- It takes every right away and gives it again in one transaction, so that it may run beside a serving program, any number
-- of times. The roles are groups: logins are made by the DBA (docs/operations.md).
begin;

do $$
declare
    role text;
begin
    foreach role in array array['chaincoop_app', 'chaincoop_destroyer', 'chaincoop_operator', 'chaincoop_reports'] loop
        if not exists (select from pg_roles where rolname = role) then
            execute format('create role %I nologin', role);
        end if;
    end loop;
end
$$;

alter role chaincoop_app nologin noinherit;
alter role chaincoop_destroyer nologin;
alter role chaincoop_operator nologin;
alter role chaincoop_reports nologin;

-- A member of chaincoop_app may become chaincoop_destroyer with SET ROLE and has nothing of it before. In PostgreSQL 15 rights
-- do not pass through a role that is NOINHERIT; from 16 on the membership itself says so.
do $$
begin
    if current_setting('server_version_num')::int >= 160000 then
        execute 'grant chaincoop_destroyer to chaincoop_app with inherit false, set true';
    else
        grant chaincoop_destroyer to chaincoop_app;
    end if;
end
$$;

do $$
declare
    part text;
begin
    foreach part in array array['access', 'cases', 'chaincoop', 'feeds', 'municipalities', 'privacy', 'reports', 'signals', 'subscriptions', 'timeline', 'vault', 'wolverine'] loop
        execute format('revoke all on schema %I from public, chaincoop_app, chaincoop_destroyer, chaincoop_operator, chaincoop_reports', part);
        execute format('revoke all on all tables in schema %I from public, chaincoop_app, chaincoop_destroyer, chaincoop_operator, chaincoop_reports', part);
        execute format('revoke all on all sequences in schema %I from public, chaincoop_app, chaincoop_destroyer, chaincoop_operator, chaincoop_reports', part);
        execute format('grant usage on schema %I to chaincoop_app', part);
        execute format('grant select, insert, update, delete on all tables in schema %I to chaincoop_app', part);
        execute format('grant usage, select on all sequences in schema %I to chaincoop_app', part);
    end loop;

    -- A rebuild of a read model works in temporary tables.
    execute format('grant connect, temporary on database %I to chaincoop_app', current_database());
    execute format('grant connect on database %I to chaincoop_operator, chaincoop_reports', current_database());
end
$$;
revoke create on schema public from public;

-- The program: no facts, records, entries or ciphertext are changed, and only ciphertext goes. Partitions of the access log
-- are reached through the log alone.
revoke update, delete on chaincoop.mt_events, access.log, feeds.entries, privacy.destructions, privacy.destroyed_payloads from chaincoop_app;
revoke update, delete on all tables in schema timeline from chaincoop_app;
grant update on timeline.bundle_progress to chaincoop_app; -- how far a job is: no fact
revoke delete on chaincoop.mt_streams from chaincoop_app;
revoke update on vault.payloads from chaincoop_app;
do $$
declare
    part regclass;
begin
    for part in select inhrelid::regclass from pg_inherits where inhparent = 'access.log'::regclass loop
        execute format('revoke all on %s from chaincoop_app', part);
    end loop;
end
$$;

-- Empties the body of events at the end of their retention. Finds them by what is no body, and writes nothing else.
grant usage on schema chaincoop to chaincoop_destroyer;
grant select (seq_id, id, stream_id, version, type, data), update (data) on chaincoop.mt_events to chaincoop_destroyer;

-- And the salt of its leaf, so that nobody can guess what stood there: the leaf stays, and every proof with it.
grant usage on schema timeline to chaincoop_destroyer;
grant select (log, index, sequence, salt), update (salt) on timeline.leaves to chaincoop_destroyer;

-- Runs the machine: progress, queues, counts. No person, no prose, nobody who asked.
grant usage on schema access, chaincoop, feeds, subscriptions, timeline, wolverine to chaincoop_operator;
grant select (log, size, at) on timeline.checkpoints to chaincoop_operator;
grant select (seq_id, type, timestamp) on chaincoop.mt_events to chaincoop_operator;
grant select on chaincoop.mt_event_progression, chaincoop.mt_events_sequence, feeds.heads, access.unauthenticated, access.processing_export to chaincoop_operator;
grant select (at, action, method, route, status, decision, policy, started_at) on access.log to chaincoop_operator;
grant select (subscription, organisation, room, status, taken, failing_since, closed_until, node, leased_until) on subscriptions.endpoints to chaincoop_operator;
grant select (subscription, position, state, attempts, due_at, attempted_at, answer, failure) on subscriptions.deliveries to chaincoop_operator;
grant select on subscriptions.nodes to chaincoop_operator;
grant select on all tables in schema wolverine to chaincoop_operator;
grant update (replayable), delete on wolverine.wolverine_dead_letters to chaincoop_operator;

-- Reports from read models, which hold ids, codes and days.
grant usage on schema municipalities, privacy to chaincoop_reports;
grant select on all tables in schema municipalities to chaincoop_reports;
grant select on privacy.retention_progress to chaincoop_reports;
-- Not with what a record ends: that names the case of a track, and so joins its two rooms.
grant select (id, kind, municipality, class, received_on, ended_on, counted_from, counted_on, destroy_after, rules) on privacy.retention to chaincoop_reports;

commit;
