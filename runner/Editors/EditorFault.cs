namespace Runner.Editors;

/// <summary>Why a request cannot be carried out, in words for people.</summary>
/// <param name="code">See <c>editors/protocol.md</c>.</param>
internal sealed class EditorFault(int code, string message) : Exception(message)
{
    public const int NoJson = -32700, NoRequest = -32600, NoMethod = -32601, BadParameters = -32602, Failed = -32000, NotOpen = -32001;

    public int Code => code;
}
