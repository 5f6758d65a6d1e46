using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Runner.Presenting.Safety;

/// <summary>
/// The page at the door, before there is a cookie: it keeps the presenter's key and leads on. To a browser that has the key and
/// not the cookie, because another program of this machine has set its own in its place, it gets the cookie again.
/// </summary>
internal static class Entrance
{
    /// <summary>Where the key is swapped for a new cookie.</summary>
    public const string Path = "/enter";

    private const string Script = """
        const { key, path } = document.currentScript.dataset;
        if (key) localStorage.setItem("key", key);
        const kept = localStorage.getItem("key");
        if (path) location.replace(path);
        else if (kept && Date.now() - sessionStorage.getItem("tried") > 3000) {
          sessionStorage.setItem("tried", Date.now());
          fetch("/enter", { method: "POST", headers: { Authorization: `Bearer ${kept}` } }).then(answer => answer.ok && location.reload());
        }
        """;

    private static readonly string Policy =
        $"default-src 'none'; script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script)))}'; connect-src 'self'; img-src data:; frame-ancestors 'none'; form-action 'none'; base-uri 'none'";

    /// <summary>Leads on to a page of ours. It is no redirect: after a link on a foreign page that would come without the cookie.</summary>
    /// <param name="path">Where to; whatever it holds, it stays a path of this server.</param>
    /// <param name="key">What the page shall keep; null for nothing.</param>
    public static Task LeadOnAsync(HttpContext context, string path, string? key)
    {
        var own = $"/{string.Join('/', path.TrimStart('/', '\\').Split('/').Select(Uri.EscapeDataString))}";
        return WriteAsync(context, "Opening", $" data-path=\"{WebUtility.HtmlEncode(own)}\"{(key is null ? "" : $" data-key=\"{key}\"")}");
    }

    /// <summary>Says why somebody stays outside, unless the browser has kept the key.</summary>
    public static Task RefuseAsync(HttpContext context, string why)
    {
        context.Response.StatusCode = 401;
        return WriteAsync(context, why, "");
    }

    private static Task WriteAsync(HttpContext context, string words, string data)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.ContentSecurityPolicy = Policy;
        return context.Response.WriteAsync($"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><link rel=\"icon\" href=\"data:,\"><title>Notebooks</title><p>{WebUtility.HtmlEncode(words)}</p><script{data}>{Script}</script>");
    }
}
