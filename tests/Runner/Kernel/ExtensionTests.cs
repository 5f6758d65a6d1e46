using Runner.Protocol;

namespace Tests.Runner.Kernel;

/// <summary>Kernel extensions: those that packages bring, and one that a notebook writes itself.</summary>
/// <remarks>Packages come from a folder and are unpacked into another, so that no test needs a network or leaves something behind.</remarks>
public sealed class ExtensionTests : IClassFixture<TestKernel>
{
    private readonly TestKernel _kernel;

    public ExtensionTests(TestKernel kernel)
    {
        _kernel = kernel;
        kernel.Write("nuget.config", "<configuration><config><add key=\"globalPackagesFolder\" value=\"packages\"/></config><packageSources><clear/></packageSources></configuration>");
    }

    private string Feed => Directory.CreateDirectory(Path.Combine(_kernel.Folder, "feed")).FullName;

    /// <summary>An assembly whose extension adds a magic command <c>#!name</c>, which shows its own name.</summary>
    private string Assembly(string name, string onLoad = "")
    {
        var file = Path.Combine(_kernel.Folder, $"{name}.dll");
        MadePackage.Compile(file, $$"""
            using System.Threading.Tasks;
            using Microsoft.DotNet.Interactive;
            using Microsoft.DotNet.Interactive.Directives;
            public sealed class {{name}} : IKernelExtension
            {
                public static int Loaded;
                public Task OnLoadAsync(Kernel kernel)
                {
                    {{onLoad}}
                    Loaded++;
                    ((CompositeKernel)kernel.RootKernel).AddDirective(new KernelActionDirective("#!{{name}}"), (_, context) =>
                    {
                        context.Display("{{name}} was loaded " + Loaded + " times", "text/plain");
                        return Task.CompletedTask;
                    });
                    return Task.CompletedTask;
                }
            }
            """);
        return file;
    }

    private Task<CellOutput> UseAsync(string package) => _kernel.RunAsync($"#i \"nuget: {Feed}\"\n#r \"nuget: {package}, 1.0.0\"\n\"used\"");

    private static string Stderr(CellOutput output) => string.Concat(output.Events.OfType<StreamWritten>().Where(text => text.Name == "stderr").Select(text => text.Text));

    [Fact]
    public async Task An_assembly_of_a_package_extends_the_kernel_once()
    {
        MadePackage.Pack(Feed, "Made.Assembly", "1.0.0", [("interactive-extensions/dotnet/inAssembly.dll", Assembly("inAssembly"))], ("Microsoft.DotNet.Interactive", "1.0.0-beta.24529.1"));

        Assert.Equal("used", (await UseAsync("Made.Assembly")).Value);
        Assert.Equal("used", (await UseAsync("Made.Assembly")).Value);

        Assert.Equal("inAssembly was loaded 1 times", CellOutput.Text((await _kernel.RunAsync("#!inAssembly")).Shown.Single().Data));
    }

    [Fact]
    public async Task An_extension_dib_of_a_package_runs_as_if_it_stood_in_the_notebook()
    {
        var script = _kernel.Write("extension.dib", """
            #!csharp

            new inScript().OnLoadAsync(Microsoft.DotNet.Interactive.KernelInvocationContext.Current.HandlingKernel.RootKernel).Wait();
            var fromExtension = 42;

            #!csharp

            Microsoft.DotNet.Interactive.Formatting.Formatter.Register<Version>((version, writer) => writer.Write($"<b>{version}</b>"), "text/html");
            """);
        var elsewhere = Directory.CreateDirectory(Path.Combine(_kernel.Folder, "elsewhere")).FullName;
        MadePackage.Pack(elsewhere, "Made.Script", "1.0.0", [("lib/net10.0/inScript.dll", Assembly("inScript")), ("interactive-extensions/dotnet/extension.dib", script)]);

        Assert.True((await _kernel.RunAsync($"await Microsoft.DotNet.Interactive.Kernel.Root.FindKernelByName(\"csharp\").SendAsync(new Microsoft.DotNet.Interactive.Commands.AddPackageSource(@\"{elsewhere}\"));")).Held);
        Assert.Equal("used", (await _kernel.RunAsync("#r \"nuget: Made.Script, 1.0.0\"\n\"used\"")).Value);

        var output = await _kernel.RunAsync("#!inScript\nnew Version(fromExtension, 1)");
        Assert.Equal("inScript was loaded 1 times", CellOutput.Text(output.Shown[0].Data));
        Assert.Equal("<b>42.1</b>", CellOutput.Text(output.Shown[1].Data, "text/html"));
    }

    [Fact]
    public async Task An_extension_that_fails_is_told_and_the_cell_goes_on()
    {
        var script = _kernel.Write("extension.dib", "#!csharp\n\nthrow new Exception(\"the script is ill\");\n");
        MadePackage.Pack(Feed, "Made.Failing", "1.0.0",
            [("interactive-extensions/dotnet/failing.dll", Assembly("failing", "throw new System.Exception(\"the assembly is ill\");")), ("interactive-extensions/dotnet/extension.dib", script)]);

        var output = await UseAsync("Made.Failing");

        Assert.Equal("used", output.Value);
        Assert.Equal("The kernel extension failing.dll could not be loaded: the assembly is ill\nThe kernel extension extension.dib could not be loaded: the script is ill\n", Stderr(output));
    }

    [Fact]
    public async Task A_notebook_writes_an_extension_of_its_own()
    {
        var written = await _kernel.RunAsync("""
            using Microsoft.DotNet.Interactive;
            using Microsoft.DotNet.Interactive.Directives;
            using Microsoft.DotNet.Interactive.Formatting;
            public class Clock : IKernelExtension
            {
                public Task OnLoadAsync(Kernel kernel)
                {
                    Formatter.Register<TimeOnly>(time => $"<svg><title>{time:HH:mm}</title></svg>", "text/html");
                    var clock = new KernelActionDirective("#!clock") { Parameters = { new("--hour") { AllowImplicitName = true, Required = true } } };
                    ((CompositeKernel)kernel).AddDirective<ShowClock>(clock, (command, context) =>
                    {
                        context.Display(new TimeOnly(command.Hour, 0), "text/html");
                        return Task.CompletedTask;
                    });
                    return Task.CompletedTask;
                }
                public class ShowClock : Microsoft.DotNet.Interactive.Commands.KernelDirectiveCommand { public int Hour { get; set; } }
            }
            await new Clock().OnLoadAsync(Kernel.Root);
            """);
        Assert.True(written.Held);

        Assert.Equal("<svg><title>07:00</title></svg>", CellOutput.Text((await _kernel.RunAsync("#!clock 7")).Shown.Single().Data, "text/html"));
        Assert.Contains("#!clock", CellOutput.Text((await _kernel.RunAsync("#!lsmagic")).Shown.Single().Data));
    }
}
