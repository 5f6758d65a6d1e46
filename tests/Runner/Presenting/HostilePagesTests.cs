using Microsoft.Playwright;

namespace Tests.Runner.Presenting;

/// <summary>A stranger's notebook that is opened, and other programs' pages in the same browser, with all their tricks.</summary>
public sealed class HostilePagesTests(Served served) : IClassFixture<Served>
{
    [Fact]
    public Task A_cover_moves_no_click_and_paints_nothing_outside_its_place() => Chromium.UseAsync(async browser =>
    {
        var cover = string.Concat(new[]
        {
            "<div title=\"a\"\u00a0style=\"position:fixed;inset:0;opacity:0.01;z-index:99;pointer-events:none\">x</div>",
            "<div style=\"position:fixed;inset:0;background:red\">x</div>",
            "<a href=\"https://host.example/\" style=\"font-size: 3000px; line-height: 0; background: red\">MMMM</a>",
            "<p style=\"letter-spacing: 3000px; line-height: 0; font-size: 900px\"><a href=\"https://host.example/\">MMMM</a></p>",
        }.Select(each => $"#!markdown\n\n# Prose\n\n{each}\n\n"));
        var window = await Window.OpenAsync(browser, served, served.Write("cover.dib", $"{cover}#!csharp\n\nFile.WriteAllText(\"ran\", \"\")\n"), new() { ViewportSize = new() { Width = 1200, Height = 900 } });

        // Each button is what is at its place, and each place of a cell's prose belongs to the prose.
        var covered = await window.Page.EvaluateAsync<string[]>("""
            [...document.querySelectorAll("button, .toolbar a")].filter(each => each.getBoundingClientRect().width && !each.disabled && !each.closest(".tools, .add, dialog")).filter(each => {
              each.scrollIntoView({ block: "center" });
              const { left, top, width, height } = each.getBoundingClientRect();
              return !each.contains(document.elementFromPoint(left + width / 2, top + height / 2));
            }).map(each => each.outerHTML)
            """);
        Assert.Empty(covered);
        Assert.True(await window.Page.EvaluateAsync<bool>("[...document.querySelectorAll('.prose *')].every(each => getComputedStyle(each).pointerEvents !== 'none' && getComputedStyle(each).position === 'static' || each.localName === 'iframe')"));
        await window.Page.Mouse.ClickAsync(600, 450);
        Assert.False(File.Exists(Path.Combine(served.Course, "ran")));
    });

    [Fact]
    public Task Names_and_ids_that_shadow_the_pages_own_leave_it_working() => Chromium.UseAsync(async browser =>
    {
        string[] names = ["querySelector", "querySelectorAll", "getElementById", "body", "documentElement", "addEventListener", "activeElement", "createElement", "Blazor", "DotNet", "present", "katex", "require", "define", "monaco", "Keys", "localStorage"];
        var prose = string.Concat(names.Select(name => $"<img name=\"{name}\" id=\"{name}\" alt=\"x\" src=\"data:image/gif;base64,R0lGODlhAQABAAAAACw=\">\n<p id=\"{name}\">x</p><form name=\"{name}\"></form>\n\n"));
        var window = await Window.OpenAsync(browser, served, served.Write("names.dib", $"#!markdown\n\n# Names\n\n{prose}\n\n#!markdown\n\n{string.Concat(names.Select(name => $"<p id=\"{name}\">x</p>\n\n"))}\n\n#!csharp\n\n20 + 22\n"));

        await window.TypeAsync(0, "21 + 21");
        await window.Page.Keyboard.PressAsync("Control+Enter");

        await window.ShowsAsync(0, "42");
        await window.Page.Keyboard.PressAsync("Escape");
        await window.Page.Keyboard.PressAsync("?");
        await Assertions.Expect(window.Page.Locator("dialog#Keys")).ToBeVisibleAsync();
    });

    // A page of another user's program at another port of this machine, opened by the presenter in the same browser.
    [Fact]
    public Task Another_ports_program_gets_a_cookie_that_opens_nothing_and_cannot_log_the_presenter_out() => Chromium.UseAsync(async browser =>
    {
        using var other = new Elsewhere("<p>another program</p>");
        var context = await browser.NewContextAsync();
        var window = await Window.OpenAsync(context, served, served.Write("cookies.dib", "#!csharp\n\n20 + 22\n"), served.Server.NewLaunchAddress());
        var port = new Uri(served.Server.Origin).Port;
        foreach (var path in new[] { "/", "/notebook", "/notebook/cookies.dib", "/_blazor" }) other.Cookies.Add($"notebook-{port}=planted; Path={path}");
        other.Cookies.AddRange(Enumerable.Range(0, 40).Select(each => $"bomb{each}={new string('x', 3_900)}"));
        var page = await context.NewPageAsync();
        await page.GotoAsync(other.Origin);
        Assert.Null(await page.EvaluateAsync<string?>("localStorage.getItem('key')"));

        var stolen = other.Asked.Select(request => request.Headers["Cookie"]).First(cookie => cookie is not null)!;
        Assert.Contains($"notebook-{port}=", stolen);
        Assert.StartsWith("HTTP/1.1 401", await served.AskAsync("/_blazor/negotiate?negotiateVersion=1", "POST", $"Cookie: {stolen}", $"Origin: {served.Server.Origin}", "Content-Length: 0"));

        await window.Page.ReloadAsync();
        await window.Page.Locator("body[data-editor=ready]").WaitForAsync();
        await window.Code.First.Locator(".run").ClickAsync();
        await window.ShowsAsync(0, "42");
        var second = await Window.OpenAsync(context, served, "cookies.dib");
        await second.ShowsAsync(0, "42");
    });
}
