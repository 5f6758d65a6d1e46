using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Runner.Html;
using Runner.Presenting.Audience;
using Runner.Presenting.Live;
using Runner.Presenting.Pages;
using Runner.Presenting.Safety;
using Runner.Presenting.Slides;

namespace Runner.Presenting;

/// <summary>Notebooks in a browser: a web server on this machine's loopback address, and all that is behind it.</summary>
public sealed class PresentServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Keys _keys;

    private PresentServer(WebApplication app, Keys keys, string origin, AudienceLink audience)
    {
        AudienceLink = audience;
        _app = app;
        _keys = keys;
        Origin = origin;
    }

    /// <summary>What it is made of, for tests that act as a presenter without a browser.</summary>
    internal IServiceProvider Services => _app.Services;

    /// <summary>Its own name: <c>http://127.0.0.1:5000</c>.</summary>
    public string Origin { get; }

    /// <summary>An address that lets one browser in as presenter.</summary>
    /// <param name="page">The page that it leads on to, escaped; the list of notebooks without.</param>
    public string NewLaunchAddress(string page = "") => $"{Origin}/{page}?token={_keys.NewLaunchToken()}";

    /// <summary>The address that lets the audience in from this machine.</summary>
    public string AudienceAddress => $"{Origin}/?token={_keys.AudienceToken}";

    /// <summary>The address that lets the audience in from elsewhere.</summary>
    public AudienceLink AudienceLink { get; }

    /// <summary>Starts to serve.</summary>
    /// <exception cref="IOException">A port is taken, or the audience's address is none of this machine's.</exception>
    public static async Task<PresentServer> StartAsync(PresentOptions options)
    {
        var port = OpenPort(IPAddress.Loopback, options.Port);
        var origin = $"http://127.0.0.1:{port}";
        var keys = new Keys();
        int? audiencePort = options.Audience is null ? null : OpenPort(options.Audience, options.AudiencePort);
        var audience = new AudienceLink(options.Audience is null ? null : $"{AudienceLink.Origin(new(AudienceLink.Reachable(options.Audience), audiencePort!.Value))}/?token={keys.AudienceToken}");
        var gate = new Gate(keys, new HashSet<string> { origin, $"http://localhost:{port}" }, audiencePort);

        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = typeof(PresentServer).Assembly.GetName().Name });
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.Critical) // It would log what it throws.
            .AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.None) // A tab of an earlier start has a cookie of that one: it is refused, which is all.
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error); // That nothing of one start is of use in the next is meant so.
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            // Every program of this machine may make the browser send cookies along, and hundreds of large ones shall not keep it out.
            kestrel.Limits.MaxRequestHeadersTotalSize = 1 << 20;
            kestrel.Listen(IPAddress.Loopback, port);
            if (audiencePort is not { } open) return;
            var crowd = new Crowd();
            kestrel.Listen(options.Audience!, open, door => door.Use(next => connection => crowd.HoldAsync(connection, next)));
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2)); // Nothing that is open then is worth a longer wait.
        builder.Services.AddRouting();
        builder.Services.AddAuthorization().AddSingleton<IAuthorizationMiddlewareResultHandler, Refusal>();
        builder.Services.AddCascadingAuthenticationState();
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider(); // Nothing of one start is of use in the next.
        builder.Services.AddRazorComponents().AddInteractiveServerComponents(circuits =>
            {
                // Windows whose connection was lost find all as it was; a presenter has a few of them, each with a slide's pictures.
                circuits.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(10);
                circuits.DisconnectedCircuitMaxRetained = 10;
            })
            .AddHubOptions(hub => hub.MaximumReceiveMessageSize = 4 << 20); // A long cell, pasted in one go.
        builder.Services.AddSingleton(keys);
        builder.Services.AddSingleton(_ => new Bookshelf(options.Root, options.Environment, options.Drafts));
        builder.Services.AddSingleton(new Readings(options.Root));
        builder.Services.AddSingleton(audience);
        if (options.Audience is not null) builder.Services.AddSingleton(_ => new Ballots(options.Answers));
        builder.Services.AddAudienceLimit();
        builder.Services.AddSingleton(services => new Stage(services.GetService<Ballots>()));
        builder.Services.AddSingleton(new Blocks(options.Root));
        builder.Services.AddSingleton<Printing>();

        var app = builder.Build();
        app.Use(next => context => gate.InvokeAsync(context, next));
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new PhysicalFileProvider(Path.Combine(AppContext.BaseDirectory, "web")),
            OnPrepareResponse = file =>
            {
                var headers = file.Context.Response.Headers;
                headers.CacheControl = "private, no-cache"; // Kept, but asked for again whether it is the same.
                if (file.File.Name == "frame.html") headers.ContentSecurityPolicy = Gate.FramePolicy;
            },
        });
        app.UseRouting();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseAntiforgery();
        var plotly = new Lazy<string?>(PlotlyScript.Read);
        app.MapGet("/plotly.js", () => Results.Text(plotly.Value ?? "", "text/javascript"));
        app.MapGet($"/{Printing.Picture}", async (Printing printing, CancellationToken gone) =>
        {
            await printing.WaitAsync(gone);
            return Results.NoContent();
        });
        app.MapAudience();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(mode =>
        {
            mode.ContentSecurityFrameAncestorsPolicy = null; // The gate has its own.
            mode.DisableWebSocketCompression = true; // The browser is on this machine.
        });
        await app.StartAsync().ConfigureAwait(false);
        return new(app, keys, origin, audience);
    }

    /// <summary>The patterns of all that it answers to.</summary>
    internal IEnumerable<string> Routes => ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints)
        .OfType<RouteEndpoint>().Select(endpoint => endpoint.RoutePattern.RawText ?? "");

    /// <summary>Completes when the server is asked to stop.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => HostingAbstractionsHostExtensions.WaitForShutdownAsync(_app, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>A port that can be opened: this one, or for 0 one that is free.</summary>
    private static int OpenPort(IPAddress address, int port)
    {
        using var listener = new TcpListener(address, port);
        try
        {
            listener.Start();
        }
        catch (SocketException e)
        {
            throw new IOException($"{(port == 0 ? address : new IPEndPoint(address, port))} cannot be opened: {e.Message.TrimEnd('.')}.", e);
        }

        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
