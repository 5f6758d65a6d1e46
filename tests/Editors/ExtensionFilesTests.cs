namespace Tests.Editors;

/// <summary>The extension's plain files.</summary>
public sealed class ExtensionFilesTests
{
    [Fact]
    public async Task Its_types_hold()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable(CodeServer.Asked) == "1", $"Installs packages from npm; {CodeServer.Asked}=1 asks for it, as .ci/run does.");

        Assert.Equal("", await CodeServer.CheckTypesAsync(Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../editors/vscode"))));
    }
}
