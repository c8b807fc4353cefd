-- What the three views of the log ask for beside what it had from the start.
alter table access.log add column if not exists parent_span_id text null; -- of the caller's trace
alter table access.log add column if not exists recipient      text null; -- of a disclosure: the organisation
alter table access.log add column if not exists justification  text null; -- of a disclosure: the code of its legal basis

-- The instant on which a decision was taken, so that it can be taken again from the events; null: the policy was not asked.
alter table access.log add column if not exists decided_at timestamptz null;

-- The order in which rows become final: none is added before a row whose transaction is older than all that run.
create index if not exists log_order on access.log (tx, seq);

-- What auditors look for, the newest first.
create index if not exists log_newest on access.log (at, id);
create index if not exists log_action on access.log (action, at);
create index if not exists log_refused on access.log (at) where status >= 400;

-- Who is in it at all: to find the officer of a pseudonym.
create index if not exists log_officer on access.log (organisation, officer);
