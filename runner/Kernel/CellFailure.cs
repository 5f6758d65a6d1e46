using Runner.Protocol;

namespace Runner.Kernel;

/// <summary>Why a cell fails, in the words that its reader will see.</summary>
/// <param name="name">See <see cref="CellFailed"/>.</param>
internal sealed class CellFailure(string name, string message, CodePosition? position = null, IReadOnlyList<string>? trace = null) : Exception(message)
{
    public string Name { get; } = name;

    public CodePosition? Position { get; } = position;

    /// <summary>What the compiler said, where it was the compiler.</summary>
    public IReadOnlyList<CellDiagnostic> Diagnostics { get; init; } = [];

    public IReadOnlyList<string> Trace { get; } = trace ?? [];

    /// <summary>The same with a place, unless it has one.</summary>
    public CellFailure At(CodePosition place) => Position is null ? new(Name, Message, place, Trace) { Diagnostics = Diagnostics } : this;
}
