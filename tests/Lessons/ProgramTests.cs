using System.Diagnostics;
using System.Text.RegularExpressions;
using NotebookLib.Data;
using NotebookLib.Models;
using NotebookLib.Training;
using SkiaSharp;

namespace Tests.Lessons;

/// <summary>The programs of the last lesson, cut out of its page: they compile, run, and answer what the network answers.</summary>
public sealed partial class ProgramTests : IDisposable
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(AnswerKey.Notebooks, ".."));

    // Inside the repository, where its build settings hold for the learner, too.
    private readonly string _folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, $"programs-{Guid.NewGuid():N}")).FullName;
    private readonly string _weights, _picture, _answer;

    public ProgramTests()
    {
        using var network = new Convnet();
        network.eval();
        SafeTensors.Save(network, _weights = Path.Combine(_folder, "clothes.safetensors"));
        using var pixels = new SKBitmap(28, 28, SKColorType.Gray8, SKAlphaType.Opaque);
        for (var i = 0; i < 28 * 28; i++) pixels.SetPixel(i % 28, i / 28, new SKColor((byte)(i % 256), (byte)(i % 256), (byte)(i % 256)));
        using (var png = pixels.Encode(SKEncodedImageFormat.Png, 100)) File.WriteAllBytes(_picture = Path.Combine(_folder, "0.png"), png.ToArray());
        using var image = Images.Load(_picture, grayscale: true).unsqueeze(0);
        using var label = Metrics.Predict(network, image);
        _answer = FashionMnist.Classes[(int)label.item<long>()];
    }

    [Fact]
    public async Task The_console_program_classifies_a_file_and_says_how_it_is_used()
    {
        var program = Cut("classify.cs");

        var (code, output) = await RunAsync(program, _weights, _picture);
        Assert.Equal((0, true), (code, output.TrimEnd().Split('\n')[^1].StartsWith($"{_answer}, ", StringComparison.Ordinal)));
        var (refused, usage) = await RunAsync(program);
        Assert.Equal(2, refused);
        Assert.Contains("usage: dotnet run classify.cs -- WEIGHTS PICTURE", usage);
    }

    [Fact]
    public async Task The_web_service_classifies_what_is_sent_and_refuses_what_is_no_picture()
    {
        using var service = Start(Cut("service.cs"), _weights, "--urls", "http://127.0.0.1:0");
        try
        {
            string? address = null;
            while (address is null && await service.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
                address = Listening().Match(line) is { Success: true } found ? found.Groups[1].Value : null;
            Assert.NotNull(address);

            using var client = new HttpClient();
            using var picture = new ByteArrayContent(await File.ReadAllBytesAsync(_picture, TestContext.Current.CancellationToken));
            using var answer = await client.PostAsync($"{address}/classify", picture, TestContext.Current.CancellationToken);
            Assert.StartsWith($"{_answer}, ", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            using var refused = await client.PostAsync($"{address}/classify", new StringContent("no picture"), TestContext.Current.CancellationToken);
            Assert.Equal(System.Net.HttpStatusCode.BadRequest, refused.StatusCode);
        }
        finally
        {
            service.Kill(entireProcessTree: true);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Writes the code below the sentence that names the file, which is what a reader does.</summary>
    private string Cut(string name)
    {
        var page = File.ReadAllText(Path.Combine(AnswerKey.Notebooks, "13-your-model.dib"));
        var code = Regex.Match(page, $@"Save this as `notebooks/{Regex.Escape(name)}`:\s+```csharp\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
        Assert.NotEmpty(code);
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, code.Replace("../NotebookLib.csproj", Path.GetRelativePath(_folder, Path.Combine(Root, "NotebookLib.csproj"))));
        return path;
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await error;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }

    private static Process Start(string program, params string[] arguments) => Process.Start(
        // The library is built already, and others run on it: only the program itself is built.
        new ProcessStartInfo("dotnet", ["run", "-p:BuildProjectReferences=false", program, "--", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetDirectoryName(program) })!;

    [GeneratedRegex("Now listening on: (http://[^ ]+)")]
    private static partial Regex Listening();
}
