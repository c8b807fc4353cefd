-- What may not be destroyed or erased for now. Folded in the transaction of the event (Privacy/Holds/LegalHolds.cs). Who
-- destroys takes advisory locks on the ids of his targets before he looks here; placing a hold takes them, too.
create table if not exists privacy.holds (
    hold         uuid        not null primary key,
    target       uuid        not null, -- the person, or the record
    target_kind  text        not null, -- subject, signal, case, victim-track, security-track
    record       uuid        not null, -- the record; the same as target when the hold is on all of it
    record_kind  text        not null,
    municipality text        not null, -- of the record
    organisation text        not null, -- keeps the hold
    reason       text        not null, -- code list hold-reasons
    review_on    date        not null, -- last day of the review; the hold stays in force after it
    ended_at     timestamptz null
);
create index if not exists holds_target on privacy.holds (target) where ended_at is null;
create index if not exists holds_review on privacy.holds (review_on) where ended_at is null;
