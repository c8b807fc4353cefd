-- How often an organisation asked under an agreement on a day, and how often nothing was found: for its quota and the alarm.
create table if not exists signals.match_agreement_requests (
    organisation text    not null,
    agreement    uuid    not null,
    day          date    not null,
    number       int     not null,
    hit          boolean not null,
    primary key (organisation, agreement, day, number)
);
