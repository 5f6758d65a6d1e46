using System.Collections.Concurrent;
using System.Net;

namespace Tests.Runner;

/// <summary>A server elsewhere, which remembers what it was asked for: what a page loads although it should load nothing.</summary>
public sealed class Elsewhere : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<HttpListenerRequest> _asked = [];

    /// <param name="page">What it answers, as HTML.</param>
    public Elsewhere(string page = "")
    {
        for (var port = 20_000 + Random.Shared.Next(20_000); !_listener.IsListening; port++)
        {
            try
            {
                _listener.Prefixes.Clear();
                _listener.Prefixes.Add($"{Origin = $"http://127.0.0.1:{port}"}/");
                _listener.Start();
            }
            catch (HttpListenerException)
            {
                // Taken.
            }
        }

        Page = page;
        _ = AnswerAsync();
    }

    public string Origin { get; private set; } = "";

    /// <summary>What it answers.</summary>
    public string Page { get; set; }

    /// <summary>Headers that it sets.</summary>
    public List<string> Cookies { get; } = [];

    public IReadOnlyCollection<HttpListenerRequest> Asked => _asked;

    public void Dispose() => _listener.Close();

    private async Task AnswerAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var call = await _listener.GetContextAsync();
                _asked.Enqueue(call.Request);
                call.Response.ContentType = "text/html";
                foreach (var cookie in Cookies) call.Response.Headers.Add("Set-Cookie", cookie);
                await call.Response.OutputStream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(Page));
                call.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                // Closed, or the browser has gone.
            }
        }
    }
}
