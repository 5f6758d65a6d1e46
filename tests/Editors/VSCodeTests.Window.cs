using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tests.Runner;

namespace Tests.Editors;

public sealed partial class VSCodeTests
{
    /// <summary>A window that has a folder of its own open.</summary>
    public sealed class Window : IAsyncLifetime
    {
        private DirectoryInfo? _folder;
        private string? _shown;
        private TaskCompletionSource? _done;
        private Task _browsing = Task.CompletedTask;

        /// <summary>The engine that these tests were built with.</summary>
        internal static string Engine => Path.Combine(AppContext.BaseDirectory, "runner.dll");

        internal Workbench? Workbench { get; private set; }

        internal CodeServer? Server { get; private set; }

        /// <summary>Why there is no window, as far as it is VS Code's fault.</summary>
        internal string? Missing { get; private set; }

        /// <summary>The folder.</summary>
        internal string Folder => _folder!.FullName;

        /// <summary>Shows a folder in the window.</summary>
        internal async Task ShowAsync(string folder)
        {
            if (_shown == folder) return;
            await Workbench!.OpenFolderAsync(Server!.Address, folder);
            _shown = folder;
        }

        /// <summary>Opens a folder in a window of its own.</summary>
        internal async Task<Workbench> OpenOtherAsync(CodeServer server, string folder)
        {
            var page = await Workbench!.Page.Context.NewPageAsync();
            page.SetDefaultTimeout(20_000);
            var other = new Workbench(page);
            await other.OpenFolderAsync(server.Address, folder);
            return other;
        }

        /// <summary>Exports the notebook in front.</summary>
        /// <returns>The page.</returns>
        internal async Task<string> ExportAsync()
        {
            var file = Path.Combine(Folder, "exported.html");
            File.Delete(file);
            await Workbench!.CommandAsync("C# Notebook: Export as HTML Page…");
            var box = Workbench.Page.Locator(".quick-input-widget input").First;
            await Assertions.Expect(box).ToHaveValueAsync(new Regex(@"\.html$")); // The dialog fills in its own first.
            await box.FillAsync(file);
            await Workbench.Page.GetByRole(AriaRole.Button, new() { Name = "OK", Exact = true }).ClickAsync();
            await Workbench.MessageAsync("Written:");
            return await File.ReadAllTextAsync(file);
        }

        internal Task ShowOwnAsync() => ShowAsync(Folder);

        /// <summary>Writes a notebook into the folder.</summary>
        internal string Write(string name, string text)
        {
            var file = Path.Combine(Folder, name);
            File.WriteAllText(file, text);
            return file;
        }

        public async ValueTask InitializeAsync()
        {
            if (Environment.GetEnvironmentVariable(CodeServer.Asked) != "1") return;
            _folder = Directory.CreateTempSubdirectory("vscode-own-");
            foreach (var name in (string[])["error.dib", "endless.dib", "restart.dib", "typing.dib", "saved.dib", "broken.dib", "asks.dib", "variables.dib", "other.ipynb", "password.dib", "killed.dib", "ends.dib"]) Write(name, "");
            try
            {
                Server = await CodeServer.StartAsync(Engine, new() { ["dib.parameters"] = new Dictionary<string, string> { ["epochs"] = "1" } });
            }
            catch (IOException e)
            {
                Missing = e.Message;
                return;
            }

            var ready = new TaskCompletionSource();
            _done = new();
            _browsing = Chromium.UseAsync(async browser =>
            {
                var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1400, Height = 1000 } });
                var page = await context.NewPageAsync();
                page.SetDefaultTimeout(20_000);
                Assertions.SetDefaultExpectTimeout(20_000);
                Workbench = new(page);
                await ShowOwnAsync();
                ready.SetResult();
                await _done.Task;
            });
            await Task.WhenAny(ready.Task, _browsing);
            if (_browsing.IsFaulted) Workbench = null;
        }

        public async ValueTask DisposeAsync()
        {
            _done?.TrySetResult();
            await Task.WhenAny(_browsing);
            if (Server is not null) await Server.DisposeAsync();
            _folder?.Delete(recursive: true);
        }
    }
}
