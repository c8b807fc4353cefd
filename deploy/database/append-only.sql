-- Nothing that was recorded is changed, whoever asks: the owner of the tables too, and a superuser until he takes the triggers away.
-- Run it as owner of the tables after every db-apply, with roles.sql:
--     psql --set ON_ERROR_STOP=1 --file deploy/database/append-only.sql <main database>
-- In Development the program runs it itself.
begin;

create or replace function timeline.refuse() returns trigger language plpgsql as $$
begin
    raise exception 'The timeline is only added to: % of % is refused.', tg_op, tg_table_name using errcode = 'insufficient_privilege';
end
$$;

-- Of a leaf its salt goes, once, when the body is destroyed.
create or replace function timeline.forget_salt() returns trigger language plpgsql as $$
begin
    if new.salt is null and (new.log, new.index, new.sequence, new.id, new.time, new.body_hash, new.leaf)
        is not distinct from (old.log, old.index, old.sequence, old.id, old.time, old.body_hash, old.leaf) then
        return new;
    end if;
    raise exception 'The timeline is only added to: a leaf cannot be changed.' using errcode = 'insufficient_privilege';
end
$$;

-- Of an event its body goes, once, at the end of its retention.
create or replace function timeline.empty_body() returns trigger language plpgsql as $$
begin
    if new.data = '{}' and to_jsonb(new) - 'data' = to_jsonb(old) - 'data' then
        return new;
    end if;
    raise exception 'The timeline is only added to: an event cannot be changed.' using errcode = 'insufficient_privilege';
end
$$;

-- Of the access log row by row as well: its partitions can be addressed themselves.
create or replace trigger stays before delete or truncate on timeline.leaves for each statement execute function timeline.refuse();
create or replace trigger loses_its_salt_alone before update on timeline.leaves for each row execute function timeline.forget_salt();
create or replace trigger stays before update or delete or truncate on timeline.tiles for each statement execute function timeline.refuse();
create or replace trigger stays before update or delete or truncate on timeline.checkpoints for each statement execute function timeline.refuse();
create or replace trigger stays before update or delete or truncate on timeline.cosignatures for each statement execute function timeline.refuse();
create or replace trigger stays before update or delete or truncate on access.log for each statement execute function timeline.refuse();
create or replace trigger stays_row_by_row before update or delete on access.log for each row execute function timeline.refuse();
create or replace trigger stays before delete or truncate on chaincoop.mt_events for each statement execute function timeline.refuse();
create or replace trigger loses_its_body_alone before update on chaincoop.mt_events for each row execute function timeline.empty_body();

commit;
