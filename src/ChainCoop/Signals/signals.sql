-- The references by which organisations know the signals that they sent: each is for one signal.
create table if not exists signals.external_references (
    organisation text not null, -- that sent it
    reference    text not null, -- opaque (Shared/ExternalReference.cs)
    signal       uuid not null,
    primary key (organisation, reference)
);

-- Signals from before there was this table: of those with the same reference the first keeps it.
do $$
begin
    if to_regclass('chaincoop.mt_doc_signal') is not null then
        insert into signals.external_references (organisation, reference, signal)
        select data ->> 'from', data ->> 'externalReference', id from chaincoop.mt_doc_signal
        where data ->> 'externalReference' is not null
        order by id
        on conflict do nothing;
    end if;
end
$$;
