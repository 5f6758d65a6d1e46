using Runner.Protocol;
using Runner.Sessions;

namespace Tests.Runner.Kernel;

/// <summary>Cells that ask a person.</summary>
public sealed class AskingTests(TestKernel kernel) : IClassFixture<TestKernel>
{
    private async Task<(CellOutput Output, List<InputRequested> Asked)> RunAsync(string code, params string?[] answers)
    {
        var (events, asked, next) = (new List<KernelEvent>(), new List<InputRequested>(), new Queue<string?>(answers));
        await foreach (var each in kernel.Session.ExecuteAsync("csharp", code, kernel.File, 1, cancellationToken: TestContext.Current.CancellationToken, ask: question =>
        {
            asked.Add(question);
            return Task.FromResult(next.Dequeue());
        })) events.Add(each);
        return (new(events), asked);
    }

    [Fact]
    public async Task Console_input_is_what_the_person_answers_line_by_line()
    {
        var (output, asked) = await RunAsync("Console.Write(\"Name? \");\nvar name = Console.ReadLine();\nvar first = Console.Read();\nvar rest = Console.ReadLine();\n$\"{name}|{(char)first}|{rest}\"", "Ada", "42");

        Assert.Equal("Ada|4|2", output.Value);
        Assert.Equal("Name? ", output.Stdout);
        Assert.All(asked, question => Assert.False(question.IsPassword));
    }

    [Fact]
    public async Task No_answer_is_the_end_of_the_input()
    {
        var (output, _) = await RunAsync("Console.ReadLine() is null", [null]);

        Assert.Equal("True", output.Value);
    }

    [Theory]
    [InlineData("#!set --name asked --value @input:\"Your name\"\nvar told = asked;", "Your name", false)]
    [InlineData("#!set --name asked --value @password:\"The key\"\nvar told = asked.GetClearTextPassword();", "The key", true)]
    [InlineData("var told = await Microsoft.DotNet.Interactive.Kernel.GetInputAsync(\"City\");", "City", false)]
    [InlineData("var told = (await Microsoft.DotNet.Interactive.Kernel.GetPasswordAsync(\"Word\")).GetClearTextPassword();", "Word", true)]
    [InlineData("var told = (await Microsoft.DotNet.Interactive.Kernel.GetInputsAsync([new(\"age\", \"Age\")]))[\"age\"];", "Age", false)]
    public async Task What_the_framework_asks_is_asked(string code, string prompt, bool isPassword)
    {
        var (output, asked) = await RunAsync(code, "an answer");

        Assert.True(output.Held);
        var question = Assert.Single(asked);
        Assert.Equal((prompt, isPassword), (question.Prompt, question.IsPassword));
        Assert.Equal("an answer", (await kernel.RunAsync("told")).Value);
    }

    [Theory]
    [InlineData("Console.ReadLine()", "stdin")]
    [InlineData("#!set --name who --value @input:\"Your name\"", "who")]
    [InlineData("await Microsoft.DotNet.Interactive.Kernel.GetInputAsync(\"City\")", "City")]
    public async Task Where_nobody_can_answer_the_cell_fails_at_once_and_says_what_to_do(string code, string parameter)
    {
        var output = await kernel.RunAsync("csharp", code, timeout: TimeSpan.FromMinutes(1));

        Assert.Contains($"--param {parameter}=VALUE", output.Error.Message);
        Assert.Equal(1, output.Error.Position?.Line);
    }

    [Fact]
    public async Task A_cell_that_waits_for_an_answer_can_be_interrupted()
    {
        var asked = new TaskCompletionSource();
        var running = Task.Run(async () =>
        {
            var events = new List<KernelEvent>();
            await foreach (var each in kernel.Session.ExecuteAsync("csharp", "var kept = 1;\nConsole.ReadLine();", kernel.File, 1, cancellationToken: TestContext.Current.CancellationToken, ask: async _ =>
            {
                asked.SetResult();
                await Task.Delay(-1, TestContext.Current.CancellationToken);
                return null;
            })) events.Add(each);
            return new CellOutput(events);
        }, TestContext.Current.CancellationToken);
        await asked.Task;

        await kernel.Session.InterruptAsync(running, TimeSpan.FromSeconds(30));

        Assert.False((await running).Held);
        Assert.Equal("1", (await kernel.RunAsync("kept")).Value);
    }

    [Fact]
    public async Task A_parameter_gives_the_lines_beforehand()
    {
        await using var session = new KernelSession(new(kernel.Folder) { Environment = new Dictionary<string, string> { ["NOTEBOOK_PARAM_stdin"] = "one\ntwo" } });
        var events = new List<KernelEvent>();

        await foreach (var each in session.ExecuteAsync("csharp", "$\"{Console.ReadLine()} {Console.ReadLine()} {Console.ReadLine() is null}\"", kernel.File, 1, cancellationToken: TestContext.Current.CancellationToken)) events.Add(each);

        Assert.Equal("one two True", new CellOutput(events).Value);
    }
}
