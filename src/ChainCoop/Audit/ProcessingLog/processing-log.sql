-- How far the records were given to the collector of the Logboek Dataverwerkingen: in the order of access.log_order, behind every
-- running transaction. One row.
create table if not exists access.processing_export (
    only_row    boolean     not null primary key default true check (only_row),
    tx          xid8        not null default '0',
    seq         bigint      not null default 0,
    exported_at timestamptz null
);
insert into access.processing_export default values on conflict do nothing;
