using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;

namespace Runner.Kernel;

/// <summary>A language whose cells are shown as they are, for the page to draw.</summary>
/// <param name="mimeType">As what.</param>
internal sealed class ShownTextKernel(string name, string mimeType) : Microsoft.DotNet.Interactive.Kernel(name), IKernelCommandHandler<SubmitCode>
{
    Task IKernelCommandHandler<SubmitCode>.HandleAsync(SubmitCode command, KernelInvocationContext context)
    {
        context.DisplayAs(command.Code, mimeType);
        return Task.CompletedTask;
    }
}

/// <summary>Scripts run in the page that shows them.</summary>
internal sealed class PageScripts : FrontendEnvironment
{
    public override Task ExecuteClientScript(string code, KernelInvocationContext context)
    {
        context.DisplayAs(code, "application/javascript");
        return Task.CompletedTask;
    }
}
