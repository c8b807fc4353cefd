-- The list of requests for information runs along what an organisation has of them, the newest first, not along all that it may see.
create index if not exists grants_of_enrichment on access.grants (organisation, room, resource) where kind = 'enrichment-request';
