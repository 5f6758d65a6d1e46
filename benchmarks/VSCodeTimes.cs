using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tests.Editors;

namespace Benchmarks;

/// <summary>
/// What a learner waits for in real VS Code: the first cell of a lesson, the answer to a key, and what VS Code costs a training.
/// Trainings in VS Code and headless take turns; a ratio compares neighbours.
/// </summary>
internal static class VSCodeTimes
{
    private const int Presses = 40;

    private const string Trivial = "#!csharp\n\nvar count = 0;\n\n#!csharp\n\n$\"value {++count}\"\n";

    // The training of lesson 07 with its curves, in one cell that says how long it took.
    private const string Training = """
        #!csharp

        #!import LESSONS/setup.dib

        #!csharp

        SeedEverything(42);
        var model = new Convnet();
        var batches = new Batches(FashionMnist.Load(), 64, seed: 1);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Fit(batches, model, nn.CrossEntropyLoss(), optim.Adam(model.parameters()), epochs: 1, onBatch: LiveCurves());
        Console.WriteLine(FormattableString.Invariant($"trained in {clock.Elapsed.TotalSeconds:F2} s"));

        """;

    // What VS Code paints while any cell runs, it paints with the cores that train: nothing here has a graphics card.
    private const string Waiting = "#!csharp\n\nawait Task.Delay(TimeSpan.FromMinutes(5));\n";

    public static async Task<int> MeasureAsync(int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("benchmark-").FullName;
        var notebooks = Path.Combine(RunnerProcess.Root, "notebooks");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "trivial.dib"), Trivial);
            await File.WriteAllTextAsync(Path.Combine(folder, "waiting.dib"), Waiting);
            await File.WriteAllTextAsync(Path.Combine(folder, "training.dib"), Training.Replace("LESSONS", notebooks));

            await using var server = await CodeServer.StartAsync(RunnerProcess.Runner, new() { ["workbench.reduceMotion"] = "on" });
            using var playwright = await Playwright.CreateAsync();
            await using var browser = await playwright.Chromium.LaunchAsync(new()
            {
                ExecutablePath = Environment.GetEnvironmentVariable("CHROME_PATH") ?? "/usr/bin/chromium",
                Args = ["--no-sandbox", "--disable-gpu"],
            });
            var (first, key, speed, beside, calm) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
            for (var round = 0; round <= rounds; round++)
            {
                var headless = HeadlessTraining.Run(Path.Combine(folder, "training.dib"));
                var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1400, Height = 1000 } });
                page.SetDefaultTimeout(60_000);
                var workbench = new Workbench(page);
                await workbench.OpenFolderAsync(server.Address, notebooks);
                var opened = await FirstCellAsync(workbench);
                await workbench.OpenFolderAsync(server.Address, folder);
                var keys = await PressKeysAsync(workbench);
                var trained = await TrainAsync(workbench);
                var headlessBeside = await HeadlessBesideAsync(workbench, Path.Combine(folder, "training.dib"));
                var still = await TrainAsync(workbench, isStill: true);
                await page.CloseAsync(new() { RunBeforeUnload = true });
                if (round == 0 && rounds > 0) continue; // The files are in the system's memory from here on.

                first.Add(opened);
                key.AddRange(keys);
                speed.Add(headless / trained * 100);
                beside.Add(headlessBeside / trained * 100);
                calm.Add(headless / still * 100);
            }

            Statistics.WriteHeader();
            Statistics.Write("from opening a lesson to the end of its first cell, s", first, "under 3 s");
            Statistics.Write("from key to the value of a trivial cell, ms", key, "median under 100 ms");
            Statistics.Write("speed of the training, of its speed headless, %", speed, "95 % or more");
            Statistics.Write("the same, of headless beside a VS Code whose cell only waits", beside, "95 % or more");
            Statistics.Write("the same, of headless, with VS Code's own animations off", calm, "95 % or more");
            return 0;
        }
        catch (IOException e)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>From the click on a lesson to the end of its first cell, which loads the libraries; seconds. The engine starts meanwhile.</summary>
    private static async Task<double> FirstCellAsync(Workbench workbench)
    {
        const string Imports = "#!import setup.dib";
        await Task.Delay(3_000); // What VS Code does after its start is over.
        var clock = Stopwatch.StartNew();
        await workbench.OpenAsync("02-convolution.dib");
        await workbench.RunAsync(Imports);
        await workbench.HeldAsync(Imports);
        return clock.Elapsed.TotalSeconds;
    }

    /// <summary>From Ctrl+Enter to the value in the page; milliseconds.</summary>
    private static async Task<List<double>> PressKeysAsync(Workbench workbench)
    {
        var page = workbench.Page;
        await workbench.OpenNotebookAsync("trivial.dib");
        await workbench.RunAsync("var count");
        await workbench.HeldAsync("var count");
        await workbench.RunAsync("$\"value");
        await workbench.OutputAsync("value 1");
        var frame = await FrameAsync(page, "value 1");
        var times = new List<double>();
        for (var press = 2; press <= Presses + 1; press++)
        {
            var clock = Stopwatch.StartNew();
            await page.Keyboard.PressAsync("Control+Enter");
            await frame.GetByText(new Regex($@"value {press}(?!\d)")).First.WaitForAsync();
            times.Add(clock.Elapsed.TotalMilliseconds);
            await Task.Delay(200);
        }

        await workbench.CloseAllAsync();
        return times;
    }

    /// <summary>Seconds of the training, as it says itself.</summary>
    private static async Task<double> TrainAsync(Workbench workbench, bool isStill = false)
    {
        await workbench.OpenNotebookAsync("training.dib");
        // What turns while a cell runs; with a graphics card it costs the processor nothing.
        if (isStill) await workbench.Page.AddStyleTagAsync(new() { Content = "* { animation: none !important }" });
        await workbench.RunAsync("#!import");
        await workbench.HeldAsync("#!import");
        await workbench.RunAsync("SeedEverything");
        await workbench.HeldAsync("SeedEverything", seconds: 300);
        var said = await (await workbench.OutputAsync(frame => frame.GetByText(HeadlessTraining.Trained()))).InnerTextAsync();
        await workbench.CloseAllAsync();
        return HeadlessTraining.Seconds(said);
    }

    /// <summary>Seconds of the training headless, while VS Code shows a cell that runs and does nothing.</summary>
    private static async Task<double> HeadlessBesideAsync(Workbench workbench, string training)
    {
        await workbench.OpenNotebookAsync("waiting.dib");
        await workbench.RunAsync("Task.Delay");
        await Task.Delay(2_000); // Its kernel has started.
        var seconds = HeadlessTraining.Run(training);
        await workbench.CloseAllAsync();
        return seconds;
    }

    private static async Task<IFrame> FrameAsync(IPage page, string text)
    {
        foreach (var frame in page.Frames)
        {
            if (await frame.GetByText(text).CountAsync() > 0 && frame.ParentFrame is not null) return frame;
        }

        throw new InvalidOperationException("The outputs have no frame.");
    }
}
