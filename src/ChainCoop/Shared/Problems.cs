namespace ChainCoop.Shared;

/// <summary>A refusal, to be answered as <c>application/problem+json</c> (RFC 9457). Never holds what a client sent.</summary>
/// <param name="Code">Lower kebab-case; the problem's type is <c>urn:chaincoop:problem:{code}</c>.</param>
public sealed record Problem(int Status, string Code, string Title, string Detail)
{
    /// <summary>All that is wrong with the input, at once (NLgov API Design Rules).</summary>
    public IReadOnlyList<Fault> Faults { get; init; } = [];

    /// <summary>The state that refuses a step, and the steps that it allows.</summary>
    public string? State { get; init; }

    public IReadOnlyList<string>? Allowed { get; init; }

    /// <summary>Seconds after which a repetition may succeed.</summary>
    public int? RetryAfter { get; init; }
}

/// <summary>One thing wrong with the input.</summary>
/// <param name="Pointer">Where: a JSON pointer into the body (RFC 6901), or <c>query:name</c>, <c>header:name</c>.</param>
public sealed record Fault(string Pointer, string Detail);

/// <summary>Collects all faults of one input, up to a number that nobody reads.</summary>
public sealed class Faults
{
    /// <summary>With the last one, which then says that there are more. Without a bound the answer could be many times the request.</summary>
    public const int Most = 100;

    private readonly List<Fault> found = [];

    /// <summary>The moment of the check, for rules about past and future.</summary>
    public DateTimeOffset Now { get; init; }

    public IReadOnlyList<Fault> All => found;

    public bool Has(string pointer) => found.Exists(fault => fault.Pointer == pointer);

    public bool IsFull => found.Count == Most;

    public void Add(string pointer, string detail)
    {
        if (!IsFull) found.Add(new Fault(pointer, detail));
        else found[^1] = new Fault("", "There are more faults than are listed here.");
    }

    /// <summary>Adds a fault unless <paramref name="holds"/>.</summary>
    public void Require(bool holds, string pointer, string detail)
    {
        if (!holds) Add(pointer, detail);
    }
}

/// <summary>
/// A request body that knows what is wrong with itself. Runs before any look-up; required members, unknown members,
/// types and codes have been checked by then (Platform), but checks go on after a fault: a member with a fault is null or
/// the default of its type, and <see cref="Faults.Has"/> tells which.
/// </summary>
public interface IChecked
{
    void Check(Faults faults);
}

/// <summary>Every refusal there is. One place, so that each can be documented and tested.</summary>
public static class Problems
{
    public static Problem InvalidInput(IReadOnlyList<Fault> faults) =>
        new(400, "invalid-input", "Invalid input", "The request has one or more faults; nothing was written.") { Faults = faults };

    public static readonly Problem MalformedJson =
        new(400, "malformed-json", "Malformed JSON", "The body is not well-formed JSON.");

    public static readonly Problem BadRequest =
        new(400, "bad-request", "Bad request", "The request is not well-formed HTTP.");

    public static readonly Problem Unauthenticated =
        new(401, "unauthenticated", "Not authenticated", "A valid bearer token in the Authorization header is required.");

    public static Problem MissingScope(string scope) =>
        new(403, "missing-scope", "Missing scope", $"The token lacks the scope {scope}.");

    public static readonly Problem Forbidden =
        new(403, "forbidden", "Not allowed", "Your role, mandate or purpose does not allow this action on this resource.");

    public static readonly Problem PurposeRequired =
        new(403, "purpose-required", "A purpose is required", "Personal data is given for a purpose only: say it in the header Purpose, as a code of the list purposes.");

    public static readonly Problem BeyondMandate =
        new(403, "beyond-mandate", "Beyond your own mandate", "A chain director gives and ends mandates only for municipalities for which he is mandated as chain director himself.");

    public static readonly Problem RoleGivenByOperator =
        new(403, "role-given-by-operator", "Role given by the operator", "This role watches over others or over the machine: only the operator of the district gives it, with the command mandate.");

    public static readonly Problem OwnList =
        new(403, "own-list", "Your own list", "Who proposed a destruction list does not approve it; nor who reviewed it, where nobody proposed it.");

    public static readonly Problem OwnUnmasking =
        new(403, "own-unmasking", "Your own proposal", "Who proposed to unmask an officer does not decide on it.");

    public static readonly Problem OwnEvidenceBundle =
        new(403, "own-evidence-bundle", "Your own request", "Who asked for evidence does not decide on what of it is given in clear.");

    public static readonly Problem AsOfInFuture =
        new(403, "as-of-in-future", "Not yet", "What can be seen at an instant in the future is not known yet; asOf must be now or earlier.");

    public static Problem NotSealedYet(long size) =>
        new(404, "not-sealed-yet", "Not sealed yet", $"The log is sealed up to {size} leaves.");

    /// <summary>As a witness answers it (C2SP tlog-witness): with the size that it may go on from.</summary>
    public static Problem StaleCheckpoint(long size) =>
        new(409, "stale-checkpoint", "Stale checkpoint", $"There is no checkpoint of this size to be signed any more, or you signed a larger one; the newest has {size} leaves.");

    public static readonly Problem OtherCheckpoint =
        new(422, "other-checkpoint", "Another checkpoint", "The signature is not over the checkpoint of this log at this size: another timeline was seen, or the checkpoint was changed on its way.");

    public static readonly Problem UnknownWitness =
        new(403, "unknown-witness", "Unknown witness", "The signature is not by a key that your organisation registered and that still counts.");

    public static readonly Problem WiderThanOwn =
        new(403, "wider-than-own-access", "Wider than your own access", "A disclosure gives at most what you see of the record yourself.");

    public static readonly Problem PlacedByAnother =
        new(403, "placed-by-another", "Placed by another organisation", "For this kind of shelter one organisation alone places: ask it for a place.");

    public static readonly Problem PassingOnNotAllowed =
        new(403, "passing-on-not-allowed", "Passing on is not allowed", "You have this from a source that keeps the decision on who else gets it: ask the source to disclose it.");

    public static readonly Problem NotFound =
        new(404, "not-found", "Not found", "There is no such resource, or you may not see it.");

    public static readonly Problem MethodNotAllowed =
        new(405, "method-not-allowed", "Method not allowed", "This resource does not support the method; see the Allow header.");

    public static readonly Problem NotAcceptable =
        new(406, "not-acceptable", "Not acceptable", "None of the media types in the Accept header can be produced.");

    public static Problem StateForbids(string state, IReadOnlyList<string> allowed, string detail) =>
        new(409, "state-forbids", "The state does not allow this step", detail) { State = state, Allowed = allowed };

    public static readonly Problem Destroyed =
        StateForbids("destroyed", [], "The term of this record is over and its content is destroyed.");

    public static readonly Problem Retracted =
        StateForbids("retracted", [], "The signal was retracted: nothing of it is shared any more.");

    public static readonly Problem SubjectErased =
        new(409, "subject-erased", "The data was erased", "What this record had of the person was erased for good: nothing can be added to it under the same id.");

    public static readonly Problem UnderHold =
        new(409, "under-legal-hold", "Under a legal hold", "A legal hold stands in the way: nothing of this may be destroyed until it has ended.");

    public static readonly Problem ErasureOpen =
        new(409, "erasure-open", "Another erasure is open", "An erasure of this record is open already: it has to be carried out or withdrawn first.");

    public static readonly Problem NothingDue =
        new(409, "nothing-due", "Nothing is due", "No record of this kind that your organisation answers for is due and on no list yet.");

    public static readonly Problem RecordListed =
        new(409, "record-listed", "A record is on another list", "Somebody listed one of these records a moment before: propose again what is left.");

    public static readonly Problem NoAgreement =
        new(409, "no-agreement", "No agreement in force", "No agreement between your organisation and the receiver covers this purpose from now until the disclosure expires.");

    public static readonly Problem NoLegalBasis =
        new(409, "no-legal-basis", "No legal basis in force", "Your organisation recorded no basis of this kind for this record that covers the person, the purpose and the time until the disclosure expires.");

    public static readonly Problem NoBasisToRegister =
        new(409, "no-basis-to-register", "No legal basis in force", "Your organisation recorded no such basis for this track that covers the person and holds now. Any kind of basis will do, consent is one of them.");

    public static readonly Problem NoMatchingAgreement =
        new(409, "no-matching-agreement", "No agreement to match", "No agreement of this id, of which your organisation is a party, is in force and names the purpose matching.");

    public static readonly Problem NoBasisForIdentity =
        new(409, "no-basis-for-identity", "No legal basis in force", "Your organisation recorded no basis of this kind for the signal that covers the person and the purpose matching today.");

    public static readonly Problem FactContested =
        new(409, "fact-contested", "A fact is contested", "Somebody disputes what is to be disclosed: that has to be decided first (art. 18 AVG).");

    public static readonly Problem SubjectObjects =
        new(409, "subject-objects", "A person objects", "A person in this record objects to sharing, and that is open or was granted (art. 21 AVG): nothing of them is disclosed, nor the record as a whole.");

    public static readonly Problem DisclosedAlready =
        new(409, "disclosed-already", "Disclosed already", "The receiver has a disclosure from this record that is in force: it has to end first.");

    public static readonly Problem EmergencyNotJustified =
        new(409, "emergency-not-justified", "The last emergency was not justified", "The responsible municipality found that your organisation opened this room without need. It can make you a member; you can open it yourself again when the term of a review has passed.");

    public static readonly Problem NoConsent =
        new(409, "no-consent", "The receiver did not consent", "It has to answer OPTIONS with 2xx and WebHook-Allowed-Origin; a ZGW receiver has to refuse a notification without a token and take one with it.");

    public static readonly Problem SecondPersonRequired =
        new(409, "second-person-required", "A second person is required", "Somebody else than the person who proposed this has to agree.");

    public static readonly Problem LastLead =
        new(409, "last-lead", "The last lead cannot leave", "A room always has a lead without an end date; let another organisation join as lead first.");

    public static readonly Problem ReferenceInUse =
        new(409, "reference-in-use", "The reference is in use", "Your organisation sent a signal, or recorded a step on one, with this externalReference already: find the signal with GET /v1/signals?externalReference=.");

    public static readonly Problem ItemReferenceInUse =
        new(409, "item-reference-in-use", "The reference is in use", "Your organisation brought in a task or goal with this externalReference already: find its case with GET /v1/cases?externalReference=.");

    public static readonly Problem AlreadyLinked =
        new(409, "already-linked", "Already linked", "These two persons are linked already: find the link with POST /v1/subject-links/_search.");

    public static readonly Problem ChangedMeanwhile =
        new(409, "changed-meanwhile", "Changed meanwhile", "Somebody else changed the resource at the same moment; nothing was written. Repeat the request.") { RetryAfter = 1 };

    public static readonly Problem RequestRunning =
        new(409, "request-running", "The same request is still running", "A request with this Idempotency-Key is still running; repeat it later.") { RetryAfter = 1 };

    public static readonly Problem PreconditionFailed =
        new(412, "precondition-failed", "Precondition failed", "The resource has changed since the version that the request names; read it again.");

    public static Problem TooLarge(int limit) =>
        new(413, "too-large", "Body too large", $"The body has more than {limit} bytes.");

    public static readonly Problem UnsupportedMediaType =
        new(415, "unsupported-media-type", "Unsupported media type", "The body must be application/json.");

    public static readonly Problem KeyReused =
        new(422, "idempotency-key-reused", "Idempotency-Key reused", "This Idempotency-Key was used before with another request.");

    public static readonly Problem PreconditionRequired =
        new(428, "precondition-required", "Precondition required", "If-Match with the ETag of the resource is required.");

    public static Problem MatchQuotaUsed(int seconds) =>
        new(429, "match-quota-used", "The quota of the day is used up", "An officer, and an organisation under an agreement, asks for matches a limited number of times a day; every request is on record.") { RetryAfter = seconds };

    public static Problem FollowedUpTooOften(int seconds) =>
        new(429, "followed-up-too-often", "Too many requests", "A signal is followed up a limited number of times a minute; so are tokens tried that lead nowhere, together.") { RetryAfter = seconds };

    public static Problem RewindQuotaUsed(int quota, int seconds) =>
        new(429, "rewind-quota-used", "The quota of rewinds is used up", $"A subscription is rewound {quota} times in 24 hours at most.") { RetryAfter = Math.Max(1, seconds) };

    public static Problem TooManyWait(int limit) =>
        new(429, "too-many-wait", "Too many requests wait", $"Already {limit} requests of your organisation wait for an entry; end one of them first.") { RetryAfter = 1 };

    public static readonly Problem NotCaughtUp =
        new(503, "not-caught-up", "Not there yet", "What the Consistency-Token stands for is not in this answer yet; it was written. Repeat the request.") { RetryAfter = 1 };

    public static readonly Problem Unavailable =
        new(503, "unavailable", "Temporarily unavailable", "The request could not be completed, and whether it was written is not known. Repeat it later; with the same Idempotency-Key that is safe.") { RetryAfter = 2 };

    public static readonly Problem Internal =
        new(500, "internal", "Internal error", "An unexpected error occurred, and whether the request was written is not known; repeating it with the same Idempotency-Key is safe. The trace id identifies it.");
}
