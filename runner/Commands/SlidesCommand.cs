using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Runner.Documents;
using Runner.Presenting;
using Runner.Presenting.Live;
using Runner.Presenting.Safety;
using Runner.Presenting.Slides;

namespace Runner.Commands;

/// <summary><c>slides NOTEBOOK FILE</c>: a notebook's slides as a PDF.</summary>
internal static class SlidesCommand
{
    private static readonly Argument<string> File = new("NOTEBOOK")
    {
        Description = "A notebook.",
        Validators = { result => { if (result.Tokens is [var token] && !System.IO.File.Exists(token.Value)) result.AddError($"There is no file {token.Value}."); } },
    };

    private static readonly Argument<string> Pdf = new("FILE")
    {
        Description = "The PDF to write.",
        Validators =
        {
            result =>
            {
                if (result.Tokens is not [var token]) return;
                if (!token.Value.EndsWith(".pdf", StringComparison.OrdinalIgnoreCase)) result.AddError($"{token.Value} is no name of a PDF: it ends with .pdf.");
                else if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(token.Value)))) result.AddError($"There is no folder {Path.GetDirectoryName(Path.GetFullPath(token.Value))}.");
            },
        },
    };

    private static readonly Option<bool> Notes = new("--notes") { Description = "Below each slide, what its author and its prose say." };

    private static readonly Option<bool> NoRun = new("--no-run") { Description = "Run no cell: code without results." };

    public static Command Create()
    {
        var command = new Command("slides", "Run a notebook and print its slides as a PDF, a page a step; needs Chromium, Chrome or Edge.") { File, Pdf, Notes, NoRun, RunOptions.Parameters };
        command.SetAction((parsed, cancellationToken) => PrintAsync(parsed, cancellationToken));
        return command;
    }

    private static async Task<int> PrintAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var (file, pdf) = (parsed.GetRequiredValue(File), parsed.GetRequiredValue(Pdf));
        var folder = Directory.CreateTempSubdirectory("notebook-slides-").FullName; // Its owner's alone.
        try
        {
            var browser = PrintingBrowser.Find();
            await using var server = await PresentServer.StartAsync(new(file)
            {
                Drafts = new(folder), // The file as it is, whatever edits of it are kept.
                Environment = RunOptions.Environment(["live=false", .. parsed.GetValue(RunOptions.Parameters) ?? []]),
            });
            var books = server.Services.GetRequiredService<Bookshelf>();
            var name = books.Books[0].Name;
            var notebook = books.Open(name)!;
            if (!parsed.GetValue(NoRun)) await RunAsync(notebook, cancellationToken);

            var failed = notebook.Cells.Index().Where(each => each.Item.State == CellState.Failed).ToList();
            foreach (var (index, cell) in failed) error.WriteLine($"{file}: cell {index + 1} failed: {cell.Outputs.OfType<LiveFailure>().FirstOrDefault()?.Failure.Message}");
            var pages = server.Services.GetRequiredService<Stage>().Of(notebook) is var presentation ? presentation.Deck.Slides.Sum(slide => presentation.StepsOf(slide).Count) : 0;
            await browser.PrintAsync(server.NewLaunchAddress($"{(parsed.GetValue(Notes) ? "handout" : "print")}/{Html.Offline.Escape(name)}"), Path.Combine(folder, "slides.pdf"), cancellationToken);
            WholeFile.Copy(Path.Combine(folder, "slides.pdf"), pdf);
            output.WriteLine($"{file} -> {pdf}, {pages} pages");
            return failed is [] ? 0 : 1;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotebookFormatException)
        {
            error.WriteLine(e is NotebookFormatException ? $"{file} can't be read: {e.Message}" : e.Message);
            return 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // As whoever presses "run all"; nobody is there to answer what a cell asks.
    private static async Task RunAsync(LiveNotebook notebook, CancellationToken cancellationToken)
    {
        var commands = notebook.By(new(Role.Presenter));
        commands.RunAll();
        while (notebook.Cells.Any(cell => cell.IsBusy))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
            if (notebook.Cells.FirstOrDefault(cell => cell.Question is not null)?.Question is { } question) commands.Answer(question.Id, null);
        }
    }
}
