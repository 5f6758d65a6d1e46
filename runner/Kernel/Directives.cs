using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;

namespace Runner.Kernel;

/// <summary>The magic commands that the framework's packages lack, <c>#!name arguments</c>; <c>#!who</c>, <c>#!set</c>, <c>#!share</c> and <c>#!value</c> are its own.</summary>
internal static class Directives
{
    public static void AddDirectives(this CompositeKernel root, NotebookKernel notebook)
    {
        root.AddDirective<ImportDocument>(
            new("#!import")
            {
                Description = "runs all cells of another notebook here: #!import setup.dib",
                Parameters = { new("--file") { AllowImplicitName = true, Required = true, TypeHint = "file" } },
            },
            (import, _) => notebook.ImportAsync(import.FilePath, CellRun.Current!));
        Add("time", "shows how long the cell took", _ =>
        {
            var (run, started) = (CellRun.Current!, Stopwatch.GetTimestamp());
            run.BeforeEnd(() => run.Show(CellRun.NewDisplayId(), [new("text/plain", $"Wall time: {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0.####}ms")]));
        });
        Add("about", "says what runs the notebook", context => context.DisplayAs(About, "text/plain"));
        Add("lsmagic", "lists the magic commands", context => context.DisplayAs(string.Join('\n',
            Known(root).Select(known => $"#!{known.Name}  {known.Description}").Append("#r \"nuget: Name, version\", #r \"path.dll\", #i \"nuget: feed\"  add references")), "text/plain"));

        void Add(string name, string description, Action<KernelInvocationContext> action) =>
            root.AddDirective(new KernelActionDirective($"#!{name}") { Description = description }, (_, context) =>
            {
                action(context);
                return Task.CompletedTask;
            });
    }

    /// <summary>All magic commands that a C# cell can use, those of extensions too, without their <c>#!</c>.</summary>
    public static IEnumerable<(string Name, string Description)> Known(CompositeKernel root) =>
        from directive in root.KernelInfo.SupportedDirectives.Concat(root.FindKernelByName(CSharpKernel.KernelName).KernelInfo.SupportedDirectives)
        let language = directive as KernelSpecifierDirective
        where !directive.Hidden && (language is null || language.Name == $"#!{language.KernelName}")
        orderby directive.Name
        select (directive.Name.TrimStart('#', '!'), language is null ? directive.Description : "begins a part of that kind");

    private static string About =>
        $"The course's own notebook runner, on .NET Interactive {typeof(CompositeKernel).Assembly.GetName().Version?.ToString(3)}\n"
        + $"C# {LanguageVersion.CSharp14.ToDisplayString()}, Roslyn {typeof(CSharpCompilation).Assembly.GetName().Version?.ToString(3)}\n"
        + $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription} ({RuntimeInformation.RuntimeIdentifier})";
}
