-- What requests of data subjects hold of a person in a record, so that an erasure there reaches it. By keyed hashes: a row that
-- named both would join the records of one human being.
create table if not exists privacy.request_details (
    hash    bytea not null, -- HMAC of record and subject
    payload uuid  not null,
    primary key (hash, payload)
);
create index if not exists request_details_payload on privacy.request_details (payload);
