-- On which version of the rules a deadline was computed: the law or policy behind it is shown with it, and a new version
-- moves what is open.
alter table municipalities.deadlines add column if not exists rules text null; -- null: somebody set the day
create index if not exists deadlines_rules on municipalities.deadlines (rules) where met_at is null;
