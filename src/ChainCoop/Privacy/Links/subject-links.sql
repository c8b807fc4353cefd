-- Where to find the links of a subject. Keyed hashes, and the key is outside the database: whoever has this database alone
-- cannot tell which id in a track a row is about, so that the rows join no tracks. Rows go when their link ends.
create table if not exists privacy.subject_links (
    hash bytea not null, -- of one subject: two rows per link
    link uuid  not null,
    primary key (hash, link)
);
create index if not exists subject_links_link on privacy.subject_links (link);

-- That two subjects are linked once.
create table if not exists privacy.subject_link_pairs (
    hash bytea not null primary key, -- of both subjects together
    link uuid  not null
);
create index if not exists subject_link_pairs_link on privacy.subject_link_pairs (link);
