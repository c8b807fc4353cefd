using System.Diagnostics;
using System.Globalization;
using ChainCoop.Privacy;
using ChainCoop.Shared;
using Npgsql;

namespace ChainCoop.Platform;

/// <summary>Every refusal and every fault leaves the program in one shape, <c>application/problem+json</c> (RFC 9457).</summary>
internal static partial class ProblemAnswers
{
    public const string MediaType = "application/problem+json";

    public static IResult ToResult(this Problem problem) => new ProblemResult(problem);

    public static Task WriteProblem(this HttpContext http, Problem problem) => problem.ToResult().ExecuteAsync(http);

    /// <summary>
    /// Turns exceptions and the empty answers of the framework (401, 403, 404, 405, 415) into problems. The framework's own
    /// exception handler is not used: it forgets the endpoint, which the access record needs, and logs the message of the
    /// exception, which may hold what a client sent.
    /// </summary>
    public static void UseProblemAnswers(this IApplicationBuilder app)
    {
        var log = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("ChainCoop.Problems");
        app.Use(async (http, next) =>
        {
            try
            {
                await next(http);
            }
            catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
            {
                http.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
                return;
            }
            catch (Exception exception)
            {
                var problem = For(exception, http);
                if (problem.Status >= StatusCodes.Status500InternalServerError)
                {
                    if (MissingKeyOf(exception) is { } missing) LogMissingKey(log, missing.Name);
                    else if (IsTransient(exception)) LogUnavailable(log, NamesOf(exception));
                    else LogFault(log, NamesOf(exception), exception.StackTrace);
                }
                await Answer(http, problem);
                return;
            }

            if (http.Response is { StatusCode: >= 400, HasStarted: false, ContentLength: null or 0, ContentType: null })
                await http.WriteProblem(For(http.Response.StatusCode, http));
        });
    }

    private static Task Answer(HttpContext http, Problem problem)
    {
        if (http.Response.HasStarted)
        {
            // The client must not take the half that it got for the whole.
            http.Abort();
            return Task.CompletedTask;
        }
        http.Response.Clear();
        return http.WriteProblem(problem);
    }

    /// <summary>
    /// What PostgreSQL refuses, also to store an access record, is rolled back and not shown. A connection that dies during the
    /// commit leaves open whether it was written; a repetition with the same key finds out.
    /// </summary>
    private static Problem For(Exception exception, HttpContext http) => exception switch
    {
        BadHttpRequestException refused => For(refused.StatusCode, http),
        _ when MissingKeyOf(exception) is not null || ChainOf(exception).Any(cause => cause is NpgsqlException) => Problems.Unavailable,
        _ => Problems.Internal,
    };

    private static Problem For(int status, HttpContext http) => status switch
    {
        400 => Problems.BadRequest,
        401 => Problems.Unauthenticated,
        403 => Problems.Forbidden,
        404 => Problems.NotFound,
        405 => Problems.MethodNotAllowed,
        406 => Problems.NotAcceptable,
        413 => Problems.TooLarge(BodyLimitAttribute.Of(http.GetEndpoint())),
        415 => Problems.UnsupportedMediaType,
        503 => Problems.Unavailable,
        _ => Problems.Internal with { Status = status },
    };

    /// <summary>No connection, no answer in time, a server that stops or starts: it passes. Anything else needs somebody to look.</summary>
    private static bool IsTransient(Exception exception) => ChainOf(exception).Any(cause => cause is NpgsqlException { IsTransient: true });

    /// <summary>The value exists, and only this node cannot read it.</summary>
    private static UnknownKeyEncryptionKeyException? MissingKeyOf(Exception exception) => ChainOf(exception).OfType<UnknownKeyEncryptionKeyException>().FirstOrDefault();

    private static IEnumerable<Exception> ChainOf(Exception exception)
    {
        for (var current = exception; current is not null; current = current.InnerException)
            yield return current;
    }

    private static string NamesOf(Exception exception) =>
        string.Join(" < ", ChainOf(exception).Select(current => current is PostgresException { SqlState: var state }
            ? $"{current.GetType().Name} {state}"
            : current.GetType().Name));

    [LoggerMessage(Level = LogLevel.Error, Message = "Request failed: {Exceptions}\n{StackTrace}")]
    private static partial void LogFault(ILogger log, string exceptions, string? stackTrace);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Request refused, the database is unavailable: {Exceptions}")]
    private static partial void LogUnavailable(ILogger log, string exceptions);

    [LoggerMessage(Level = LogLevel.Error, Message = "Request refused, the file of key-encryption keys lacks the key {Name} or has another one under that name")]
    private static partial void LogMissingKey(ILogger log, string name);

    private sealed class ProblemResult(Problem problem) : IResult, IStatusCodeHttpResult
    {
        int? IStatusCodeHttpResult.StatusCode => problem.Status;

        public Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = problem.Status;
            if (problem.RetryAfter is { } seconds)
                response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            return response.WriteAsJsonAsync(ProblemBody.Of(problem, httpContext), Json.Http, MediaType, httpContext.RequestAborted);
        }
    }
}

/// <summary>A problem as it is sent.</summary>
/// <param name="Type"><c>urn:chaincoop:problem:</c> and the code of the problem.</param>
/// <param name="TraceId">Under which the operator finds the request.</param>
/// <param name="Errors">All faults of the input.</param>
/// <param name="State">The state that refuses the step.</param>
/// <param name="Allowed">The steps that the state allows.</param>
internal sealed record ProblemBody(
    string Type,
    string Title,
    int Status,
    string Detail,
    string TraceId,
    IReadOnlyList<ProblemBody.Error>? Errors,
    string? State,
    IReadOnlyList<string>? Allowed)
{
    /// <param name="Pointer">A JSON pointer into the body (RFC 6901), or <c>query:name</c>, <c>header:name</c>.</param>
    internal sealed record Error(string Pointer, string Detail);

    public static ProblemBody Of(Problem problem, HttpContext http) => new(
        $"urn:chaincoop:problem:{problem.Code}",
        problem.Title,
        problem.Status,
        problem.Detail,
        Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier,
        problem.Faults.Count == 0 ? null : [.. problem.Faults.Select(fault => new Error(fault.Pointer, fault.Detail))],
        problem.State,
        problem.Allowed);
}
