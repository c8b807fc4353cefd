using Wolverine.Http;
namespace ChainCoop.Platform;
internal static class HttpTemp {
  public static void AddHttpApi(this WebApplicationBuilder b) { b.Services.AddWolverineHttp(); b.Services.ConfigureHttpJsonOptions(o => Json.SetHttp(o.SerializerOptions)); }
  public static void UseHttpApi(this WebApplication app) { app.UseProblemAnswers(); app.UseRouting(); app.UseCallerAuthentication(); app.UseTempChecks(); app.MapWolverineEndpoints(h => { h.RoutePrefix("v1"); h.WarmUpRoutes = RouteWarmup.Eager; }); }
}
