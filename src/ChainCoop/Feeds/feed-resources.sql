-- What a feed says of one resource: for the snapshot with which a receiver begins.
create index if not exists entries_of_resource on feeds.entries (organisation, room, resource, position);
