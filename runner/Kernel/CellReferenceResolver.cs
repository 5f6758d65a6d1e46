using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Scripting;

namespace Runner.Kernel;

/// <summary>
/// Finds the assemblies that a cell's code names, and those that they need in turn. What the runner's own assembly needs
/// stays unresolved: it is the compiler and the web server, nothing that cells should see or each of them should wait for.
/// </summary>
/// <param name="folder">Where relative paths begin.</param>
internal sealed class CellReferenceResolver(string folder) : MetadataReferenceResolver
{
    private readonly ScriptMetadataResolver _resolver = ScriptMetadataResolver.Default.WithBaseDirectory(folder);

    public override bool ResolveMissingAssemblies => true;

    public override ImmutableArray<PortableExecutableReference> ResolveReference(string reference, string? baseFilePath, MetadataReferenceProperties properties) =>
        _resolver.ResolveReference(reference, baseFilePath, properties);

    // Only a reference of a cell's own has a path; those that every cell begins with are complete.
    public override PortableExecutableReference? ResolveMissingAssembly(MetadataReference definition, AssemblyIdentity referenceIdentity) =>
        definition is PortableExecutableReference { FilePath: not null } ? _resolver.ResolveMissingAssembly(definition, referenceIdentity) : null;

    public override bool Equals(object? other) => other is CellReferenceResolver resolver && resolver._resolver.Equals(_resolver);

    public override int GetHashCode() => _resolver.GetHashCode();
}
