using Wolverine.Http;

namespace ChainCoop.Platform;

/// <summary>The HTTP surface put together: the order of its parts is the order of refusals.</summary>
internal static class HttpApi
{
    public static void AddHttpApi(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(server => server.AddServerHeader = false);
        builder.Services.ConfigureHttpJsonOptions(json => Json.SetHttp(json.SerializerOptions));
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddWolverineHttp();
        builder.Services.AddCors(cors =>
        {
            var origins = builder.Configuration.GetSection("Http:AllowedOrigins").Get<string[]>() ?? [];
            cors.AddDefaultPolicy(allowed => allowed.WithOrigins(origins).AllowAnyHeader().AllowAnyMethod()
                .WithExposedHeaders("API-Version", "ETag", "Location", "Retry-After", "Allow", "As-Of", "Consistency-Token"));
        });
        builder.AddFollowUpLimits();
        builder.AddApiDescription();
    }

    public static void UseHttpApi(this WebApplication app)
    {
        app.UseHead();
        app.UseProblemAnswers();
        app.UseRouting();
        app.UseCors();
        app.UseExactPaths();
        app.UseCallerAuthentication();
        app.UseRateLimiter();         // of follow-ups alone
        app.UseRequestChecks();
    }

    public static void MapHttpApi(this WebApplication app)
    {
        app.MapWolverineEndpoints(http =>
        {
            http.RoutePrefix("v1");
            http.RejectUnparseableQueryValues = true;
            http.RejectUnparseableHeaderValues = true;
            http.WarmUpRoutes = RouteWarmup.Eager;
            http.ConfigureEndpoints(RequestContract.Replace);
        });
        app.MapApiDescription();
        app.MapApiReference();
    }
}
