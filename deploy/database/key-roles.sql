-- Who may do what in the key database: the program, and nobody else. Run it as owner of the tables, or superuser, after every
-- db-apply; see roles.sql.
begin;

do $$
begin
    if not exists (select from pg_roles where rolname = 'chaincoop_app') then
        create role chaincoop_app nologin noinherit;
    end if;
    execute format('revoke all on database %I from public', current_database());
    execute format('grant connect on database %I to chaincoop_app', current_database());
end
$$;
revoke all on schema public from public, chaincoop_app;
revoke all on all tables in schema public from public, chaincoop_app;

-- Keys are made, wrapped anew and destroyed; what they are for never changes.
grant usage on schema public to chaincoop_app;
grant select, insert, delete, update (kek, wrapped) on data_keys to chaincoop_app;
grant select, insert on key_encryption_keys to chaincoop_app;

-- What was destroyed is remembered for ever.
grant select, insert on destroyed_subjects to chaincoop_app;
grant select, insert, update (subjects, keys, payloads) on destructions to chaincoop_app;

commit;
