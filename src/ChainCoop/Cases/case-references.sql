-- The references by which organisations know the tasks and goals that they brought in: each is for one of them.
create table if not exists cases.item_references (
    organisation text not null, -- that brought it in
    reference    text not null, -- opaque (Shared/ExternalReference.cs)
    case_id      uuid not null,
    item         uuid not null, -- the task or goal
    constraint item_references_pkey primary key (organisation, reference)
);
create index if not exists item_references_case on cases.item_references (case_id);
