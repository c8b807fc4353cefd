-- The instant on which a decision was taken, so that it can be taken again from the events; null: the policy was not asked.
alter table access.log add column if not exists decided_at timestamptz null;

-- What an organisation got of a resource, in order.
create index if not exists log_opened on access.log (organisation, resource, at);
