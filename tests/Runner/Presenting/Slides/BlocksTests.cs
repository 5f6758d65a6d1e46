using System.Text.Json;
using Runner.Presenting.Audience;
using Runner.Presenting.Live;
using Runner.Presenting.Slides;

namespace Tests.Runner.Presenting.Slides;

/// <summary>Slides as the audience gets them.</summary>
public sealed class BlocksTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("blocks-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("# One\n\nSee [two](two.dib), $n$.\n\n<details><summary>Solution</summary>\n\n`1`\n\n</details>", false)]
    [InlineData("# One\n\n<!-- for authors -->", false)]
    [InlineData("# One\n\n- [x] done\n- [ ] to do\n\n> ~~a~~ ==b==\n\n```csharp\nvar x = 1;\n```\n\n|a|\n|:-:|\n|1|", false)]
    [InlineData("# One\n\n```mermaid\ngraph TD\n```", true)] // Mermaid's script draws it
    [InlineData("# One\n\n<style>nav { position: fixed; inset: 0 }</style>", true)]
    [InlineData("# One\n\n<meta http-equiv=\"refresh\" content=\"0;url=https://host.example/\">", false)]
    [InlineData("# One\n\n<button data-command=\"run\">x</button>", true)]
    public async Task Prose_that_could_do_anything_goes_into_a_frame(string prose, bool isFramed)
    {
        var file = Path.Combine(_folder, "talk.dib");
        File.WriteAllText(file, $"#!markdown\n\n{prose}\n");
        await using var notebook = new LiveNotebook(file, new Dictionary<string, string>(), new(_folder));

        var block = JsonElement.Parse(Assert.Single(new Blocks().Of(notebook, Deck.Of(notebook.Cells).Slides[0])).Json.Span);

        Assert.Equal(isFramed, block.GetProperty("isFramed").GetBoolean());
        Assert.DoesNotContain("two.dib", block.GetProperty("html").GetString()!);
    }
}
