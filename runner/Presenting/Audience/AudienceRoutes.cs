using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Runner.Presenting.Safety;
using Runner.Presenting.Slides;

namespace Runner.Presenting.Audience;

/// <summary>
/// All that the audience can ask for: a page, what it is made of, and a stream of what is shown. All that it can say is one
/// number, where a question is asked.
/// </summary>
internal static class AudienceRoutes
{
    public const string Page = "/audience";
    private const string Events = "/audience/events";
    private const string Answer = "/audience/answer";

    /// <summary>Whether a request may come from the audience.</summary>
    public static bool Allow(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && (request.Path == Page || request.Path == Events || request.Path == "/plotly.js" || request.Path.StartsWithSegments("/own") || request.Path.StartsWithSegments("/html"));

    /// <summary>Whether a request asks for what is shown.</summary>
    public static bool IsEvents(HttpRequest request) => request.Path == Events;

    /// <summary>Whether a request is an answer to a question.</summary>
    public static bool IsAnswer(HttpRequest request) => HttpMethods.IsPost(request.Method) && request.Path == Answer;

    /// <summary>Bounds how many answers are looked at: all who may come from one address at once, then some of them each second.</summary>
    public static void AddAudienceLimit(this IServiceCollection services) => services.AddRateLimiter(limits =>
    {
        limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limits.AddPolicy(Answer, context => RateLimitPartition.GetTokenBucketLimiter(context.Connection.RemoteIpAddress, _ => new()
        {
            TokenLimit = Crowd.MostOfOne,
            TokensPerPeriod = 20,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        }));
    });

    public static void MapAudience(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetService<Ballots>() is { } ballots)
        {
            routes.MapPost(Answer, (HttpContext context, Stage stage, string question, int answer) =>
            {
                if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is true) return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
                var status = ballots.Take(stage.Current?.Ballot, question, Visitor.Of(context.User).Follower, context.Connection.RemoteIpAddress, answer);
                if (status == StatusCodes.Status204NoContent) stage.Answered();
                return Results.StatusCode(status);
            }).RequireRateLimiting(Answer);
        }

        routes.MapGet(Page, () => Results.File(Path.Combine(AppContext.BaseDirectory, "web", "own", "audience", "page.html"), "text/html; charset=utf-8"));
        routes.MapGet(Events, (HttpContext context, Stage stage, Blocks blocks, int? slide) => new Follower(stage, blocks, slide).SendAsync(context));
    }
}
