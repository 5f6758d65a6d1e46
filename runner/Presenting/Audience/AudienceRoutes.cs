using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Runner.Presenting.Slides;

namespace Runner.Presenting.Audience;

/// <summary>All that the audience can ask for: a page, what it is made of, and a stream of what is shown. None of it changes anything.</summary>
internal static class AudienceRoutes
{
    public const string Page = "/audience";
    private const string Events = "/audience/events";

    /// <summary>Whether a request may come from the audience.</summary>
    public static bool Allow(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && (request.Path == Page || request.Path == Events || request.Path == "/plotly.js" || request.Path.StartsWithSegments("/own") || request.Path.StartsWithSegments("/html"));

    /// <summary>Whether a request asks for what is shown.</summary>
    public static bool IsEvents(HttpRequest request) => request.Path == Events;

    public static void MapAudience(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Page, () => Results.File(Path.Combine(AppContext.BaseDirectory, "web", "own", "audience", "page.html"), "text/html; charset=utf-8"));
        routes.MapGet(Events, (HttpContext context, Stage stage, Blocks blocks, int? slide) => new Follower(stage, blocks, slide).SendAsync(context));
    }
}
