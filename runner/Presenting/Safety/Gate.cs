using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Runner.Presenting.Audience;

namespace Runner.Presenting.Safety;

/// <summary>
/// Stands before every route, known and unknown: nothing is answered but to a browser that calls this server by its own
/// name, from its own pages, with a key. The name is checked because a foreign page may point its own name at this
/// address (DNS rebinding), the origin because a browser sends cookies along with a foreign page's WebSocket.
/// </summary>
/// <param name="keys">Who may come in.</param>
/// <param name="origins">This server's names: <c>http://127.0.0.1:5000</c>, exactly as browsers write them.</param>
/// <param name="audiencePort">The port that only the audience comes in by, if there is one; its name is the address that is called.</param>
public sealed class Gate(Keys keys, IReadOnlySet<string> origins, int? audiencePort = null)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        Harden(context.Response);
        if (!Names(context).Contains($"{request.Scheme}://{request.Host}"))
        {
            await RefuseAsync(context, 400, "This server answers only under its own name.");
        }
        else if (!IsOurOrigin(request, Names(context)))
        {
            await RefuseAsync(context, 403, "This server answers only its own pages.");
        }
        else if (HttpMethods.IsGet(request.Method) && request.Query["token"] is [{ } token])
        {
            await LetInAsync(context, token);
        }
        else if (HttpMethods.IsPost(request.Method) && request.Path == Entrance.Path && !IsAudienceDoor(context) && HasPageKey(request))
        {
            SetCookie(context, keys.Presenter);
        }
        else if (WhoIs(request) is not { } visitor)
        {
            const string Why = "Open the address that `present` printed. It works once; the list of notebooks gives one for another browser.";
            await (IsPage(request) ? Entrance.RefuseAsync(context, Why) : RefuseAsync(context, 401, Why));
        }
        else if (visitor.Role == Role.Presenter && NeedsPageKey(request) && !HasPageKey(request))
        {
            await RefuseAsync(context, 401, "The cookie alone opens nothing: open the address that `present` printed, in this browser.");
        }
        else if (visitor.Role == Role.Audience && !AudienceRoutes.Allow(request) && !(IsAudienceDoor(context) && AudienceRoutes.IsAnswer(request)))
        {
            await RefuseAsync(context, 403, "The audience's link does not lead here.");
        }
        else
        {
            context.User = visitor.Principal;
            await next(context);
        }
    }

    private bool IsAudienceDoor(HttpContext context) => context.Connection.LocalPort == audiencePort;

    private IReadOnlySet<string> Names(HttpContext context) => IsAudienceDoor(context)
        ? new HashSet<string> { AudienceLink.Origin(new(context.Connection.LocalIpAddress!, context.Connection.LocalPort)) }
        : origins;

    // By the audience's door a presenter is nobody: what leads in there has crossed the network in the open.
    private Visitor? WhoIs(HttpRequest request)
    {
        // Another program may have set one of the same name for some paths: ours is among them.
        CookieHeaderValue.TryParseList(request.Headers.Cookie, out var cookies);
        var known = (cookies ?? []).Where(cookie => cookie.Name == CookieName(request)).Select(cookie => keys.Of(cookie.Value.Value)).Where(each => each is not null);
        return known.OrderByDescending(each => each!.Role).FirstOrDefault(each => each!.Role == Role.Audience || !IsAudienceDoor(request.HttpContext));
    }

    /// <summary>Whether it is a way to what notebooks hold, and to the commands: pages come without, and are filled by their own connection.</summary>
    private static bool NeedsPageKey(HttpRequest request) =>
        AudienceRoutes.IsEvents(request) || (request.Path.StartsWithSegments("/_blazor", out var way) && way != "/disconnect" && way != "/initializers");

    private bool HasPageKey(HttpRequest request) =>
        keys.IsPageKey(request.Query["access_token"]) || (request.Headers.Authorization is [{ } words] && words.StartsWith("Bearer ", StringComparison.Ordinal) && keys.IsPageKey(words[7..]));

    /// <summary>Whether a person opened it.</summary>
    private static bool IsPage(HttpRequest request) => HttpMethods.IsGet(request.Method) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);

    private static void SetCookie(HttpContext context, string secret) =>
        context.Response.Cookies.Append(CookieName(context.Request), secret, new() { HttpOnly = true, SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Strict, Path = "/" });

    // Browsers share cookies between all ports of a host, so the name tells servers apart.
    private static string CookieName(HttpRequest request) => $"notebook-{request.Host.Port ?? 80}";

    private static bool IsOurOrigin(HttpRequest request, IReadOnlySet<string> origins)
    {
        if (request.Headers[HeaderNames.Origin] is [{ } origin]) return origins.Contains(origin);
        if (request.Headers.Origin.Count > 0) return false;
        var isRead = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        var isSocket = request.Headers.ContainsKey(HeaderNames.SecWebSocketKey) || request.Headers.ContainsKey(HeaderNames.Upgrade);
        return isRead && !isSocket;
    }

    private async Task LetInAsync(HttpContext context, string token)
    {
        var request = context.Request;
        var secret = keys.Swap(token, isAudienceOnly: IsAudienceDoor(context));
        if ((secret is null ? WhoIs(request) : keys.Of(secret)) is not { } visitor)
        {
            await RefuseAsync(context, 401, "This address was used already, or is of an earlier start. Start `present` again, or take a new one from the list of notebooks.");
            return;
        }

        if (secret is not null && (WhoIs(request) is not { } known || known.Role < visitor.Role)) SetCookie(context, secret); // Who comes again is who came.
        var path = visitor.Role == Role.Audience ? AudienceRoutes.Page : request.Path.Value ?? "/";
        await Entrance.LeadOnAsync(context, path, secret is not null && visitor.Role == Role.Presenter ? keys.PageKey : null);
    }

    private static void Harden(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = PagePolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
    }

    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; media-src 'self' data:; font-src 'self' data:; " +
        "connect-src 'self'; worker-src 'self' blob:; frame-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'self'";

    /// <summary>Of the frames that outputs with scripts live in: no origin, and nothing to load or call.</summary>
    public const string FramePolicy =
        "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:; media-src data: blob:; " +
        "font-src data:; worker-src blob:; frame-src data: blob:; frame-ancestors 'self'; form-action 'none'; base-uri 'none'";

    /// <summary>Answers with a reason in plain words.</summary>
    public static Task RefuseAsync(HttpContext context, int status, string why)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(why);
    }
}
