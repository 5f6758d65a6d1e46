using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Tests.Deploy;

/// <summary>Whether executed notebooks say the same: <c>deploy/jupyterhub/same-outputs</c>.</summary>
public sealed class SameOutputsTests : IDisposable
{
    private static readonly string Script = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "deploy", "jupyterhub", "same-outputs"));

    private readonly string _folder = Directory.CreateTempSubdirectory("same-outputs-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("accuracy 0.912 after 3.2 s", "accuracy 0.914 after 19 ms", true)]
    [InlineData("small    9.9 ms\nlarge   10.2 ms", "small   10.1 ms\nlarge  104.0 ms", true)]
    [InlineData("accuracy 0.912", "accuracy 0.85", false)]
    [InlineData("5 maps of 28", "5 maps of 14", false)]
    [InlineData("held", "failed", false)]
    [InlineData("1 2", "1 2 3", false)]
    public void Texts_are_the_same_but_for_times_and_last_digits(string one, string other, bool isSame)
    {
        Write("one", [Stream(one)]);
        Write("other", [Stream(other)]);
        Assert.Equal(isSame ? 0 : 1, Compare());
    }

    [Fact]
    public void A_text_may_come_in_pieces_and_a_picture_may_not_be_missing()
    {
        Write("one", [Stream("one line\n"), Shown("a cat"), Stream("another")]);
        Write("other", [Stream("one line\nanother"), Shown("a cat")]);
        Assert.Equal(0, Compare());
        Write("other", [Stream("one line\nanother")]);
        Assert.Equal(1, Compare());
    }

    [Fact]
    public void Which_of_two_pictures_comes_first_does_not_count()
    {
        Write("one", [Shown("a curve to 0.5"), Shown("a bar")]);
        Write("other", [Shown("a bar"), Shown("a curve to 0.5")]);
        Assert.Equal(0, Compare());
        Write("other", [Shown("a bar"), Shown("a curve to 0.7")]);
        Assert.Equal(1, Compare());
    }

    [Fact]
    public void Nothing_to_compare_is_no_success()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "one"));
        Directory.CreateDirectory(Path.Combine(_folder, "other"));
        Assert.Equal(1, Compare());
    }

    private static JsonObject Stream(string text) => new() { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = text };

    private static JsonObject Shown(string text) =>
        new() { ["output_type"] = "display_data", ["metadata"] = new JsonObject(), ["data"] = new JsonObject { ["text/plain"] = text, ["image/png"] = "iVBO" } };

    private void Write(string folder, JsonNode[] outputs)
    {
        var cell = new JsonObject { ["cell_type"] = "code", ["execution_count"] = 1, ["metadata"] = new JsonObject(), ["source"] = "", ["outputs"] = new JsonArray(outputs) };
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, folder)).FullName, "01.ipynb"), new JsonObject { ["cells"] = new JsonArray(cell) }.ToJsonString());
    }

    private int Compare()
    {
        Assert.SkipWhen(!File.Exists("/usr/bin/python3"), "There is no Python 3 on this machine.");
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [Script, Path.Combine(_folder, "one"), Path.Combine(_folder, "other")]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal("", error.Result);
        return process.ExitCode;
    }
}
