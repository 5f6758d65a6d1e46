using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Runner.Jupyter;

namespace Tests.Runner.Jupyter;

/// <summary>The page of Jupyter Notebook 6 in a real browser; skipped where one of the two is not there.</summary>
public sealed class ClassicNotebookTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("classic-notebook-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public Task A_figure_follows_its_slider_in_Notebook() => Chromium.UseAsync(async browser =>
    {
        Assert.SkipWhen(!File.Exists("/usr/bin/jupyter-notebook"), "There is no Jupyter Notebook on this machine.");
        var setup = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "notebooks", "setup.dib"));
        KernelSpec.Install(Path.Combine(_folder, "data", "kernels"), ".net-csharp", ["dotnet", "exec", typeof(JupyterKernel).Assembly.Location], replace: false);
        string[] cells = [$"#!import {setup}", """Interact(Slider("size", 1, 4, 2), size => PlotBars("bars", "length", [.. Enumerable.Range(1, size).Select(i => ($"{i}", (double)i))]));"""];
        File.WriteAllText(Path.Combine(_folder, "mine.ipynb"), new JsonObject
        {
            ["cells"] = new JsonArray([.. cells.Select(code => new JsonObject { ["cell_type"] = "code", ["execution_count"] = null, ["metadata"] = new JsonObject(), ["outputs"] = new JsonArray(), ["source"] = code })]),
            ["metadata"] = new JsonObject { ["kernelspec"] = new JsonObject { ["name"] = ".net-csharp", ["display_name"] = "C#", ["language"] = "C#" } },
            ["nbformat"] = 4,
            ["nbformat_minor"] = 4,
        }.ToJsonString());
        var port = FreePort();
        var start = new ProcessStartInfo("/usr/bin/jupyter-notebook", ["--no-browser", "--allow-root", "--ip=127.0.0.1", $"--port={port}", "--NotebookApp.token=word", $"--notebook-dir={_folder}"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment = { ["JUPYTER_DATA_DIR"] = Path.Combine(_folder, "data"), ["JUPYTER_CONFIG_DIR"] = Path.Combine(_folder, "config"), ["JUPYTER_RUNTIME_DIR"] = Path.Combine(_folder, "runtime"), ["HOME"] = _folder },
        };
        using var server = Process.Start(start)!;
        server.OutputDataReceived += (_, _) => { };
        server.ErrorDataReceived += (_, _) => { };
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        try
        {
            await AnswersAsync(port);
            var page = await browser.NewPageAsync();
            page.SetDefaultTimeout(120_000);
            await page.GotoAsync($"http://127.0.0.1:{port}/notebooks/mine.ipynb?token=word");
            await page.WaitForFunctionAsync("window.Jupyter?.notebook?.kernel?.is_connected()");
            await page.EvaluateAsync("Jupyter.notebook.execute_all_cells()");
            var (slider, picture) = (page.Locator("[data-live] input[type=range]"), page.Locator("[data-live] img"));
            await Assertions.Expect(slider).ToHaveValueAsync("2", new() { Timeout = 60_000 });
            var before = await picture.GetAttributeAsync("src");
            await slider.FocusAsync();
            await page.Keyboard.PressAsync("ArrowRight");
            await page.Keyboard.PressAsync("ArrowRight");
            await page.WaitForFunctionAsync("before => document.querySelector('[data-live] img').src !== before", before);
            Assert.Equal("4", await slider.InputValueAsync());
            await picture.EvaluateAsync("image => image.decode()");
            if (Environment.GetEnvironmentVariable("NOTEBOOK_PAGE_PICTURE") is { } file) await page.ScreenshotAsync(new() { Path = file });

            // Loaded again, the page has the saved output, and the kernel still knows the figure.
            await page.EvaluateAsync("Jupyter.notebook.save_checkpoint()");
            await page.WaitForFunctionAsync("!Jupyter.notebook.dirty");
            await page.ReloadAsync();
            await Assertions.Expect(slider).ToHaveValueAsync("4", new() { Timeout = 60_000 }); // Until the kernel has answered, the saved figure's own stands there.
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync(CancellationToken.None);
        }
    });

    private static async Task AnswersAsync(int port)
    {
        using var client = new HttpClient();
        for (var tries = 0; ; tries++)
        {
            try
            {
                await client.GetAsync(new Uri($"http://127.0.0.1:{port}/api"), TestContext.Current.CancellationToken);
                return;
            }
            catch (HttpRequestException) when (tries < 600)
            {
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
