-- The report of overlap for those who see no small numbers: one for each month, as it was when first asked for. Counts alone, none small.
create table if not exists signals.overlap_reports (
    before timestamptz not null primary key, -- signals that were received before this are counted
    report text        not null
);
