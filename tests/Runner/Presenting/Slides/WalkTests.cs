using Microsoft.Playwright;
using Tests.Pictures;

namespace Tests.Runner.Presenting.Slides;

/// <summary>
/// Every step of the course on the wall: none overflows, is empty, is too small to read, or repeats the one before.
/// <c>SLIDES_TESTS=1</c> walks all lessons, after they have run, too, and at two sizes of screen; <c>SLIDES_PICTURES</c> names a
/// folder for what was seen.
/// </summary>
public sealed class WalkTests(LessonPageTests.ServedLessons served) : IClassFixture<LessonPageTests.ServedLessons>
{
    // What is wrong with the step that is shown, and what tells it from others.
    private const string Look = """
        () => {
          const view = document.querySelector(".viewport[data-live]"), sheet = view.querySelector(".sheet"), problems = new Set(), box = view.getBoundingClientRect();
          const least = 24 * Math.min(innerWidth / 1920, innerHeight / 1080) - .5;
          const seen = each => each.checkVisibility({ visibilityProperty: true, opacityProperty: true });
          const isOutside = each => each.left < box.left - 1 || each.right > box.right + 1 || each.top < box.top - 1 || each.bottom > box.bottom + 1;
          if (view.scrollHeight > view.clientHeight + 1) problems.add("overflows");
          let words = "";
          const texts = document.createTreeWalker(sheet, NodeFilter.SHOW_TEXT);
          for (let text; text = texts.nextNode();) {
            const each = text.parentElement;
            if (!text.data.trim() || !seen(each) || each.closest("button, option, .katex-mathml, script, style")) continue;
            if (!each.closest(".heading") || sheet.matches(".first")) words += text.data;
            const range = document.createRange();
            range.selectNodeContents(text);
            if (isOutside(range.getBoundingClientRect())) problems.add(`outside: ${text.data.trim().slice(0, 40)}`);
            const size = parseFloat(getComputedStyle(each).fontSize) * each.currentCSSZoom;
            if (size < least && !each.closest(".msupsub, .mfrac, .vlist, .vlist-s, .mop, svg")) problems.add(`${size.toFixed(1)} px: ${text.data.trim().slice(0, 40)}`);
          }
          for (const each of sheet.querySelectorAll("pre, table, .shown, .math, img, iframe")) {
            if (!seen(each)) continue;
            const rect = each.getBoundingClientRect();
            if (isOutside(rect)) problems.add(`outside: ${each.localName}`);
            if (each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 0) problems.add(`cut: ${each.localName}`);
            if (each.localName === "img" && rect.height < innerHeight / 9) problems.add("a picture too small");
          }
          const pictures = [...sheet.querySelectorAll("img, iframe")].filter(seen).map(each => each.src);
          if (!words.trim() && pictures.length === 0) problems.add("empty");
          return { step: sheet.dataset.step, problems: [...problems], content: words + pictures };
        }
        """;

    // A step is at rest when its pictures are there and it has been fitted to the screen since.
    private const string Rest = """
        async before => {
          const sheet = () => document.querySelector(".viewport[data-live] .sheet");
          const frame = () => new Promise(requestAnimationFrame);
          for (let i = 0; i < 600 && sheet().dataset.step === before; i++) {
            if (document.querySelector(".over")) return false;
            await frame();
          }
          await Promise.all([...sheet().querySelectorAll("img")].map(each => each.decode().catch(() => {})));
          for (let i = 0; i < 4 || (i < 600 && document.querySelector("[data-live]").dataset.fitted !== sheet().dataset.step); i++) await frame();
          return true;
        }
        """;

    private static string? Asked => Environment.GetEnvironmentVariable("SLIDES_TESTS");

    private const string NotAsked = "All lessons take a quarter of an hour; SLIDES_TESTS=1 asks for them, and SLIDES_TESTS=05 for one.";

    private static bool IsAskedFor(string lesson) => Asked is { } asked && (asked == "1" || lesson.StartsWith(asked, StringComparison.Ordinal));

    public static TheoryData<string> Lessons => [.. Directory.GetFiles(Path.Combine(PictureFiles.Folder, "..", "notebooks"), "*-*.dib").Select(file => Path.GetFileName(file)!).Order()];

    [Theory]
    [MemberData(nameof(Lessons))]
    public Task Every_step_fills_one_screen_before_the_lesson_runs(string lesson)
    {
        Assert.SkipUnless(IsAskedFor(lesson) || lesson[..2] is "02" or "07" or "12", NotAsked);
        return WalkAsync(lesson, hasRun: false);
    }

    [Fact]
    public Task Every_step_fills_one_screen_after_the_lesson_has_run() => WalkAsync("02-convolution.dib", hasRun: true);

    [Theory]
    [MemberData(nameof(Lessons))]
    public Task Every_step_of_all_lessons_fills_one_screen_after_they_have_run(string lesson)
    {
        Assert.SkipUnless(IsAskedFor(lesson), NotAsked);
        return WalkAsync(lesson, hasRun: true);
    }

    private Task WalkAsync(string lesson, bool hasRun) => Chromium.UseAsync(async browser =>
    {
        var page = await (await browser.NewContextAsync(new() { ReducedMotion = ReducedMotion.Reduce })).NewPageAsync();
        page.SetDefaultTimeout(60_000);
        await page.ComeInAsync(served.Server.NewLaunchAddress());
        if (hasRun) await RunAsync(page, lesson);
        await page.SetViewportSizeAsync(1920, 1080);
        await page.GotoAsync($"{served.Server.Origin}/slides/{lesson}");
        await page.ReadyAsync();
        await page.Keyboard.PressAsync("Home");
        await page.EvaluateAsync(Rest, "");

        (int, int)[] sizes = hasRun || Asked is not null ? [(1920, 1080), (1280, 720)] : [(1920, 1080)];
        List<string> problems = [];
        var (step, content) = ("", "");
        var count = 0;
        do
        {
            foreach (var (width, height) in sizes)
            {
                await page.SetViewportSizeAsync(width, height);
                await page.EvaluateAsync(Rest, "");
                var seen = await page.EvaluateAsync<Seen>(Look);
                problems.AddRange(seen.Problems.Select(problem => $"{seen.Step} at {width}x{height}: {problem}"));
                if (width == 1920 && seen.Content == content) problems.Add($"{seen.Step} repeats the step before");
                (step, content) = (seen.Step, width == 1920 ? seen.Content : content);
                if (width == 1920) await PictureAsync(page, $"{lesson[..2]}-{count:000}-{(hasRun ? "after" : "before")}");
            }

            count++;
            await page.Keyboard.PressAsync("ArrowRight");
        }
        while (count < 200 && await page.EvaluateAsync<bool>(Rest, step));

        Assert.True(problems.Count == 0, string.Join("\n", problems));
        Assert.InRange(count, 5, 199);
        Assert.Equal(1, await page.Locator(".over").CountAsync()); // The end is said.
    });

    private async Task RunAsync(IPage page, string lesson)
    {
        await page.GotoAsync($"{served.Server.Origin}/notebook/{lesson}");
        await page.Locator("body[data-editor=ready]").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Run all", Exact = true }).ClickAsync();
        await page.Locator(".code-cell.failed").Or(page.Locator(".code-cell").Last.And(page.Locator(".done"))).First.WaitForAsync(new() { Timeout = 900_000 });
        await Assertions.Expect(page.Locator(".code-cell.failed")).ToHaveCountAsync(0);
    }

    private static async Task PictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("SLIDES_PICTURES") is not { } folder) return;
        foreach (var colours in new[] { ColorScheme.Dark, ColorScheme.Light })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = colours });
            await page.EvaluateAsync(Rest, "");
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{colours.ToString().ToLowerInvariant()}.jpg"), Type = ScreenshotType.Jpeg, Quality = 60 });
        }
    }

    /// <summary>What a step looks like.</summary>
    public sealed class Seen
    {
        public string Step { get; set; } = "";
        public string[] Problems { get; set; } = [];
        public string Content { get; set; } = "";
    }
}
