-- Lists of agreements and disclosures run along what an organisation has of them, the newest first, not along all that it may see.
create index if not exists grants_of_sharing on access.grants (organisation, room, kind, valid_from, resource) where kind in ('agreement', 'disclosure');
