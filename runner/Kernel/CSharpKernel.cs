using Microsoft.CodeAnalysis.CSharp;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.ValueSharing;

namespace Runner.Kernel;

/// <summary>
/// C# as a kernel of the framework: what it is sent runs in <see cref="CSharpCells"/>, and other kernels, directives and
/// extensions find its variables.
/// </summary>
internal sealed class CSharpKernel : Microsoft.DotNet.Interactive.Kernel,
    IKernelCommandHandler<SubmitCode>, IKernelCommandHandler<RequestValue>, IKernelCommandHandler<RequestValueInfos>, IKernelCommandHandler<SendValue>
{
    public const string KernelName = "csharp";

    private readonly CSharpCells _cells;

    public CSharpKernel(CSharpCells cells) : base(KernelName)
    {
        _cells = cells;
        KernelInfo.LanguageName = "C#";
        KernelInfo.LanguageVersion = LanguageVersion.CSharp14.ToDisplayString();
        KernelInfo.DisplayName = "csharp - C# Script";
    }

    async Task IKernelCommandHandler<SubmitCode>.HandleAsync(SubmitCode command, KernelInvocationContext context)
    {
        context.Publish(new CodeSubmissionReceived(command));
        var run = CellRun.Current!;
        try
        {
            using var executing = run.Executes(command);
            var value = await _cells.RunAsync(command.Code, run.File, run.Cell).ConfigureAwait(false);
            if (value is { HasValue: true, Value: not DisplayedValue }) // What display(x) gives as a last expression stands there already.
                context.Publish(new ReturnValueProduced(value.Value, command, Values.Format(value.Value)));
        }
        catch (Exception e)
        {
            context.Fail(command, e, e.Message);
        }
    }

    Task IKernelCommandHandler<RequestValue>.HandleAsync(RequestValue command, KernelInvocationContext context)
    {
        if (Find(command.Name) is { } variable)
            context.Publish(new ValueProduced(variable.Value, command.Name, FormattedValue.CreateSingleFromObject(variable.Value, command.MimeType), command));
        else
            CellRun.Current!.Refuse(command, context, new("ValueNotFound", $"The kernel '{Name}' has no value '{command.Name}'."));
        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<RequestValueInfos>.HandleAsync(RequestValueInfos command, KernelInvocationContext context)
    {
        context.Publish(new ValueInfosProduced(
            [.. _cells.Variables.Select(variable => new KernelValueInfo(variable.Name, FormattedValue.CreateSingleFromObject(variable.Value, command.MimeType), variable.Type))], command));
        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<SendValue>.HandleAsync(SendValue command, KernelInvocationContext context)
    {
        if (SyntaxFacts.IsValidIdentifier(command.Name) && SyntaxFacts.GetKeywordKind(command.Name) == SyntaxKind.None) return SetValueAsync(command, context, (name, value, _) => _cells.DeclareAsync(name, IsLiteral(command) ? Unquoted((string)value) : value));
        CellRun.Current!.Refuse(command, context, new("ValueNotFound", $"'{command.Name}' is no name for a C# variable."));
        return Task.CompletedTask;
    }

    private CellVariable? Find(string name) => _cells.Variables.FirstOrDefault(variable => variable.Name == name);

    // What #!set has for a value in its own line comes with its quotes, and as the JSON of that.
    private static bool IsLiteral(SendValue command) => command is { Value: string, FormattedValue.MimeType: JsonFormatter.MimeType };

    private static string Unquoted(string text) => text is ['"', .. var inner, '"'] ? inner : text;
}
