using System.Text.Json;
using System.Text.Json.Serialization;

namespace Runner.Protocol;

// The thick line. A kernel process runs the cells of one notebook; everything else (console, reports,
// browser) lives outside it and sees only the messages of this file, one JSON object a line, on a pipe of their
// own: what a cell writes to its stdout can never be mistaken for a message. Requests go in, events come out, and
// each event names the request it belongs to. Nothing outside the kernel process knows Roslyn; nothing inside
// knows how an output is shown.

/// <summary>What is asked of a kernel process.</summary>
/// <param name="Id">Chosen by the sender; every event that answers carries it.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ExecuteRequest), "execute")]
[JsonDerivedType(typeof(InterruptRequest), "interrupt")]
[JsonDerivedType(typeof(InputGiven), "input")]
[JsonDerivedType(typeof(CompleteRequest), "complete")]
[JsonDerivedType(typeof(InspectRequest), "inspect")]
[JsonDerivedType(typeof(CheckRequest), "check")]
[JsonDerivedType(typeof(SignaturesRequest), "signatures")]
[JsonDerivedType(typeof(FormatRequest), "format")]
[JsonDerivedType(typeof(RenameRequest), "rename")]
[JsonDerivedType(typeof(FixesRequest), "fixes")]
[JsonDerivedType(typeof(VariablesRequest), "variables")]
public abstract record KernelRequest(string Id);

/// <summary>Run one cell.</summary>
/// <param name="Kernel">The kernel's canonical name: <c>csharp</c>, <c>markdown</c>, <c>html</c>, …</param>
/// <param name="Code">The cell's contents.</param>
/// <param name="File">The notebook's path, for messages and stack traces.</param>
/// <param name="Cell">The cell's number in the notebook, from 1.</param>
/// <param name="SkipUnsupported">Whether a cell in a language that is not run here is skipped instead of failing.</param>
/// <param name="Tags">The cell's tags, of which <c>skip-execution</c> and <c>raises-exception</c> say how it is run.</param>
/// <param name="Unasked">Where nobody is there whom the cell could ask: what to do instead, as a sentence. Null where somebody is.</param>
public sealed record ExecuteRequest(
    string Id, string Kernel, string Code, string File, int Cell, bool SkipUnsupported = false, IReadOnlyList<string>? Tags = null, string? Unasked = null) : KernelRequest(Id);

/// <summary>Ask cells to stop; one that does not yield is stopped by ending the process.</summary>
/// <param name="Requests">Those that run or wait: one that comes later is not meant.</param>
public sealed record InterruptRequest(string Id, IReadOnlyList<string> Requests) : KernelRequest(Id);

/// <summary>What a person answers.</summary>
/// <param name="Id">As <see cref="InputRequested.InputId"/> says.</param>
/// <param name="Text">Null where the person would not.</param>
public sealed record InputGiven(string Id, string? Text) : KernelRequest(Id);

// The others are answered at once, also while a cell runs, and know what the cells before have declared. Their code
// is a C# cell's whole text, magic commands and references included.

/// <summary>Completions at a position of a code text (0-based offset).</summary>
public sealed record CompleteRequest(string Id, string Code, int Offset) : KernelRequest(Id);

/// <summary>Description of the symbol at a position of a code text (0-based offset), or, between the parentheses of a call, of the call's parameters.</summary>
public sealed record InspectRequest(string Id, string Code, int Offset) : KernelRequest(Id);

/// <summary>What the compiler would say of a code text, without running it.</summary>
public sealed record CheckRequest(string Id, string Code) : KernelRequest(Id);

/// <summary>The signatures of the call whose arguments stand at a position of a code text (0-based offset).</summary>
public sealed record SignaturesRequest(string Id, string Code, int Offset) : KernelRequest(Id);

/// <summary>A code text, laid out anew.</summary>
/// <param name="TabSize">How many columns a level is indented by.</param>
/// <param name="InsertSpaces">Whether by spaces, or by tabs.</param>
public sealed record FormatRequest(string Id, string Code, int TabSize, bool InsertSpaces) : KernelRequest(Id);

/// <summary>Another name for what is named at a position, wherever the notebook means the same: its cells count as they stand, not as they ran.</summary>
/// <param name="File">The notebook's path, as <see cref="ExecuteRequest.File"/> says.</param>
/// <param name="Cells">The texts of all cells in order, "" for those that are no C#.</param>
/// <param name="Cell">Which of them, from 0.</param>
/// <param name="Offset">The position in it, from 0.</param>
/// <param name="Name">Null to be told only where the present name stands.</param>
public sealed record RenameRequest(string Id, string File, IReadOnlyList<string> Cells, int Cell, int Offset, string? Name) : KernelRequest(Id);

/// <summary>What would mend the errors at a position of a code text (0-based offset).</summary>
public sealed record FixesRequest(string Id, string Code, int Offset) : KernelRequest(Id);

/// <summary>The variables that the cells have declared; code of the notebook is asked for their texts only while no cell runs.</summary>
public sealed record VariablesRequest(string Id) : KernelRequest(Id);

/// <summary>What happens in a kernel process.</summary>
/// <param name="RequestId">The request that it belongs to.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(KernelReady), "ready")]
[JsonDerivedType(typeof(CellStarted), "started")]
[JsonDerivedType(typeof(StreamWritten), "stream")]
[JsonDerivedType(typeof(DisplayShown), "display")]
[JsonDerivedType(typeof(DisplayUpdated), "update")]
[JsonDerivedType(typeof(DiagnosticsFound), "diagnostics")]
[JsonDerivedType(typeof(InputRequested), "ask")]
[JsonDerivedType(typeof(CellFailed), "error")]
[JsonDerivedType(typeof(CellSkipped), "skipped")]
[JsonDerivedType(typeof(CellFinished), "finished")]
[JsonDerivedType(typeof(CompletionsFound), "completions")]
[JsonDerivedType(typeof(InspectionFound), "inspection")]
[JsonDerivedType(typeof(CodeChecked), "checked")]
[JsonDerivedType(typeof(SignaturesFound), "signatures")]
[JsonDerivedType(typeof(CodeFormatted), "formatted")]
[JsonDerivedType(typeof(RenameFound), "rename")]
[JsonDerivedType(typeof(FixesFound), "fixes")]
[JsonDerivedType(typeof(VariablesFound), "variables")]
public abstract record KernelEvent(string RequestId);

/// <summary>The process is up and takes requests.</summary>
public sealed record KernelReady(string RequestId) : KernelEvent(RequestId);

/// <summary>A cell begins to run.</summary>
public sealed record CellStarted(string RequestId) : KernelEvent(RequestId);

/// <summary>Text written by a cell, as it was written; <c>\r</c> is passed on.</summary>
/// <param name="Name"><c>stdout</c> or <c>stderr</c>.</param>
public sealed record StreamWritten(string RequestId, string Name, string Text) : KernelEvent(RequestId);

/// <summary>A value shown by a cell: one content in several MIME types, the preferred one first.</summary>
/// <param name="DisplayId">Names the output for later updates.</param>
/// <param name="Data">MIME type to content; binary types in base64.</param>
/// <param name="IsResult">True for the value of the cell's last expression.</param>
public sealed record DisplayShown(string RequestId, string DisplayId, IReadOnlyList<MimeContent> Data, bool IsResult = false) : KernelEvent(RequestId);

/// <summary>New content for an output shown earlier.</summary>
public sealed record DisplayUpdated(string RequestId, string DisplayId, IReadOnlyList<MimeContent> Data) : KernelEvent(RequestId);

/// <summary>The cell waits for what a person answers.</summary>
/// <param name="InputId">Names the question.</param>
/// <param name="Prompt">The question, or "" where the cell has written it.</param>
/// <param name="IsPassword">Whether nobody else should read the answer.</param>
public sealed record InputRequested(string RequestId, string InputId, string Prompt, bool IsPassword) : KernelEvent(RequestId)
{
    /// <summary>Question and answer as a terminal would show them, but for a password.</summary>
    public StreamWritten Answered(string answer) => new(RequestId, "stdout", $"{Prompt} {(IsPassword ? "•••" : answer)}".TrimStart() + "\n");
}

/// <summary>What the compiler says of a cell, warnings left out unless it also fails.</summary>
public sealed record DiagnosticsFound(string RequestId, IReadOnlyList<CellDiagnostic> Diagnostics) : KernelEvent(RequestId);

/// <summary>A cell failed.</summary>
/// <param name="Name">The kind of failure: an exception's type name, <c>CompilationError</c>, <c>UnknownMagic</c>, <c>Timeout</c>, <c>KernelDied</c>, …</param>
/// <param name="Message">For people: what happened and what to do.</param>
/// <param name="Trace">Stack lines, innermost first, without the engine's own frames.</param>
/// <param name="Position">Where in the cell, when known.</param>
/// <param name="IsExpected">The cell says of itself that it raises this; it holds then.</param>
public sealed record CellFailed(
    string RequestId, string Name, string Message, IReadOnlyList<string> Trace, CodePosition? Position = null, bool IsExpected = false) : KernelEvent(RequestId);

/// <summary>A cell was not run, on purpose; <see cref="CellFinished"/> follows and says that it held.</summary>
/// <param name="Reason">For people, as the end of "skipped: …".</param>
public sealed record CellSkipped(string RequestId, string Reason) : KernelEvent(RequestId);

/// <summary>A cell has ended. What its tasks and timers show later still belongs to it, as long as the process lives.</summary>
public sealed record CellFinished(string RequestId, bool Succeeded, TimeSpan Elapsed) : KernelEvent(RequestId);

/// <summary>Answer to <see cref="CompleteRequest"/>: what may replace the text from <paramref name="Start"/> to <paramref name="End"/>.</summary>
public sealed record CompletionsFound(string RequestId, int Start, int End, IReadOnlyList<CompletionItem> Items) : KernelEvent(RequestId);

/// <summary>Answer to <see cref="InspectRequest"/>: Markdown, empty when there is nothing to say.</summary>
public sealed record InspectionFound(string RequestId, string Markdown) : KernelEvent(RequestId);

/// <summary>Answer to <see cref="CheckRequest"/>: errors and warnings, errors first; none for a text that would compile.</summary>
public sealed record CodeChecked(string RequestId, IReadOnlyList<CellDiagnostic> Diagnostics) : KernelEvent(RequestId);

/// <summary>Answer to <see cref="SignaturesRequest"/>; no signatures outside of a call.</summary>
/// <param name="ActiveSignature">The one that fits what is there, from 0.</param>
/// <param name="ActiveParameter">The one that is being typed, from 0; -1 for none of them.</param>
public sealed record SignaturesFound(string RequestId, IReadOnlyList<CallSignature> Signatures, int ActiveSignature, int ActiveParameter) : KernelEvent(RequestId);

/// <summary>Answer to <see cref="FormatRequest"/>: the same text where it cannot be laid out.</summary>
public sealed record CodeFormatted(string RequestId, string Code) : KernelEvent(RequestId);

/// <summary>Answer to <see cref="RenameRequest"/>: in the order of the places.</summary>
/// <param name="Problem">For people: why it cannot be renamed; then there are no edits.</param>
public sealed record RenameFound(string RequestId, IReadOnlyList<CellEdit> Edits, string? Problem = null) : KernelEvent(RequestId);

/// <summary>Answer to <see cref="FixesRequest"/>: the likeliest first.</summary>
public sealed record FixesFound(string RequestId, IReadOnlyList<CodeFix> Fixes) : KernelEvent(RequestId);

/// <summary>Answer to <see cref="VariablesRequest"/>, in the order of the names.</summary>
public sealed record VariablesFound(string RequestId, IReadOnlyList<VariableInfo> Variables) : KernelEvent(RequestId);

/// <summary>One representation of a shown value.</summary>
public sealed record MimeContent(string MimeType, string Content);

/// <summary>One thing that can be typed next, the likeliest first in a list.</summary>
/// <param name="Text">What takes the place of the word at the cursor.</param>
/// <param name="Kind"><c>variable</c>, <c>parameter</c>, <c>method</c>, <c>property</c>, <c>field</c>, <c>event</c>, <c>class</c>, <c>struct</c>, <c>interface</c>, <c>enum</c>, <c>delegate</c>, <c>namespace</c>, <c>keyword</c>, <c>snippet</c>, <c>magic</c>.</param>
/// <param name="Description">For example a method's signature.</param>
/// <param name="Using">The namespace that a <c>using</c> at the top of the cell has to name for it; null where none is needed.</param>
/// <param name="Snippet">What to put in instead of the text, in the grammar of editors' snippets: <c>$0</c> is where the cursor goes.</param>
/// <param name="Also">What has to change elsewhere in the text with it, the <c>using</c> for example.</param>
public sealed record CompletionItem(string Text, string Kind, string? Description = null, string? Using = null, string? Snippet = null, CodeEdit? Also = null);

/// <summary>A text that takes the place of the code from <paramref name="Start"/> to <paramref name="End"/> (0-based offsets).</summary>
public sealed record CodeEdit(int Start, int End, string Text);

/// <summary>An edit of one of a notebook's cells, from 0.</summary>
public sealed record CellEdit(int Cell, int Start, int End, string Text)
{
    /// <summary>A cell's text after edits of it, in the order of the places.</summary>
    public static string Apply(string text, IEnumerable<CellEdit> edits) =>
        edits.Reverse().Aggregate(text, (now, edit) => now.Remove(edit.Start, edit.End - edit.Start).Insert(edit.Start, edit.Text));
}

/// <summary>Something that would mend an error.</summary>
/// <param name="Title">For people, what it does.</param>
public sealed record CodeFix(string Title, CodeEdit Edit);

/// <summary>A method as it can be called.</summary>
/// <param name="Label">As code has it.</param>
/// <param name="Documentation">What it does, where that is known.</param>
public sealed record CallSignature(string Label, string? Documentation, IReadOnlyList<CallParameter> Parameters);

/// <summary>A parameter of a <see cref="CallSignature"/>.</summary>
/// <param name="Label">A part of the signature's.</param>
public sealed record CallParameter(string Label, string? Documentation);

/// <summary>A variable of a notebook.</summary>
/// <param name="Type">As declared, in C#.</param>
/// <param name="Value">Its text, of bounded length; null where that would take code of the notebook while a cell runs.</param>
/// <param name="Shape">The lengths of a tensor's or array's dimensions, the count of a collection.</param>
public sealed record VariableInfo(string Name, string Type, string? Value, IReadOnlyList<long>? Shape = null);

/// <summary>A compiler's message.</summary>
/// <param name="Severity"><c>error</c> or <c>warning</c>.</param>
/// <param name="Code">For example <c>CS0103</c>.</param>
/// <param name="Position">Where it begins.</param>
/// <param name="End">The place just after it.</param>
public sealed record CellDiagnostic(string Severity, string Code, string Message, CodePosition Position, CodePosition? End = null);

/// <summary>A place in a cell: line and column from 1. <paramref name="File"/> and <paramref name="Cell"/> name the notebook and its cell, which for <c>#!import</c> is the imported one.</summary>
public sealed record CodePosition(string File, int Cell, int Line, int Column);

/// <summary>How messages are written on the pipe.</summary>
public static partial class Wire
{
    /// <summary>The hidden verb that makes the runner's own executable a kernel process.</summary>
    public const string KernelVerb = "kernel";

    /// <summary>What a kernel process writes to its real stdout and stderr at the end of a cell: all before it was written before that.</summary>
    public static string EndMark(string requestId) => $"\0{requestId}\0";

    /// <summary>One line, without its line break.</summary>
    public static string Write(KernelRequest request) => JsonSerializer.Serialize(request, Generated.Default.KernelRequest);

    /// <inheritdoc cref="Write(KernelRequest)"/>
    public static string Write(KernelEvent @event) => JsonSerializer.Serialize(@event, Generated.Default.KernelEvent);

    /// <exception cref="JsonException">The line is no request.</exception>
    public static KernelRequest ReadRequest(string line) => JsonSerializer.Deserialize(line, Generated.Default.KernelRequest)!;

    /// <exception cref="JsonException">The line is no event.</exception>
    public static KernelEvent ReadEvent(string line) => JsonSerializer.Deserialize(line, Generated.Default.KernelEvent)!;

    // Generated at build time: reflection would cost a tenth of a second at every start of a kernel process.
    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(KernelRequest))]
    [JsonSerializable(typeof(KernelEvent))]
    private sealed partial class Generated : JsonSerializerContext;
}
