-- Every ciphertext that was destroyed, also one that only its key led to: what is gone from the vault and does not stand here was not
-- destroyed by the program (Timeline/Check).
create table if not exists privacy.destroyed_payloads (
    payload uuid not null primary key,
    erasure uuid not null
);

-- Of databases from before it was kept.
insert into privacy.destroyed_payloads (payload, erasure)
select distinct on (payload) payload, erasure from privacy.destructions, unnest(payloads) as gone (payload)
on conflict do nothing;
