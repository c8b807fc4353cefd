-- Which key-encryption keys have been in use, so that a wrong file is noticed before anything is wrapped with it.
create table if not exists key_encryption_keys (
    name  text  not null primary key, -- '' is the first key, from which other secrets are derived
    proof bytea not null              -- HMAC-SHA256 of a constant under the key
);
