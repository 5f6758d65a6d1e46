using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Events;
using Runner.Kernel.Packages;
using Runner.Packages;

namespace Runner.Kernel;

/// <summary>
/// Kernel extensions of packages: of each assembly in <c>interactive-extensions/dotnet</c> every <see cref="IKernelExtension"/>,
/// and the notebook <c>extension.dib</c> there.
/// </summary>
internal static class Extensions
{
    public static async Task LoadAsync(IReadOnlyList<Package> packages, NotebookKernel notebook, CellRun run)
    {
        foreach (var package in packages)
        {
            var context = KernelInvocationContext.Current;
            context.Publish(new PackageAdded(new(package.Name, package.Version, package.RuntimeFiles, package.ContentFolder), context.Command));
            var folder = Path.Combine(package.ContentFolder, "interactive-extensions", "dotnet");
            if (!Directory.Exists(folder)) continue;

            foreach (var file in Directory.EnumerateFiles(folder, "*.dll").Order(StringComparer.Ordinal)) await TryAsync(file, run, () => LoadAsync(file, notebook.Root)).ConfigureAwait(false);
            if (Path.Combine(folder, "extension.dib") is var script && File.Exists(script)) await TryAsync(script, run, () => notebook.ImportAsync(script, run)).ConfigureAwait(false);
        }
    }

    private static async Task LoadAsync(string file, CompositeKernel root)
    {
        foreach (var type in References.Load(file)?.ExportedTypes.Where(type => type is { IsAbstract: false, IsGenericTypeDefinition: false } && type.IsAssignableTo(typeof(IKernelExtension))) ?? [])
            await ((IKernelExtension)Activator.CreateInstance(type)!).OnLoadAsync(root).ConfigureAwait(false);
    }

    // A package may come with others that the cell never heard of: an extension that can't be loaded is worth a word, not the cell.
    private static async Task TryAsync(string file, CellRun run, Func<Task> load)
    {
        try
        {
            await load().ConfigureAwait(false);
        }
        catch (Exception e) when (!run.Stopping.IsCancellationRequested)
        {
            run.Print("stderr", $"The kernel extension {Path.GetFileName(file)} could not be loaded: {e.GetBaseException().Message}\n");
        }
    }
}
