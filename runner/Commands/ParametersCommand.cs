using System.CommandLine;
using Runner.Documents;

namespace Runner.Commands;

/// <summary><c>parameters PATH…</c>: what <c>--param</c> can set.</summary>
internal static class ParametersCommand
{
    private static readonly Argument<string[]> Paths = new("PATH") { Description = "Notebooks, or folders of notebooks.", Arity = ArgumentArity.OneOrMore };

    public static Command Create()
    {
        var command = new Command("parameters", "List the parameters of notebooks and their defaults, as --param sets them.") { Paths };
        command.SetAction(parsed => NotebookFiles.ForEach(parsed, NotebookFiles.Find(parsed, parsed.GetRequiredValue(Paths)), path =>
        {
            var output = parsed.InvocationConfiguration.Output;
            output.WriteLine(path);
            foreach (var use in ParameterUse.In(Notebook.Parse(path, File.ReadAllText(path))))
                output.WriteLine($"  {use.Name}{(use.Default == "" ? "" : $"={use.Default}")}");
            return true;
        }));
        return command;
    }
}
