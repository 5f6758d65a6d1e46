using System.CommandLine;
using Runner.Documents;

namespace Runner.Commands;

/// <summary><c>format PATH… [--check]</c>: rewrites <c>.dib</c> notebooks canonically.</summary>
public static class FormatCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH") { Description = "Notebooks (.dib), or folders of them.", Arity = ArgumentArity.OneOrMore };
        var check = new Option<bool>("--check") { Description = "Change nothing; fail if a notebook would change." };
        var command = new Command("format", "Write notebooks in their canonical form.") { paths, check };
        command.SetAction(parsed =>
        {
            var onlyCheck = parsed.GetValue(check);
            return NotebookFiles.ForEach(parsed, NotebookFiles.Find(parsed, parsed.GetRequiredValue(paths), file => Path.GetExtension(file) == ".dib"),
                file => Format(file, onlyCheck, parsed.InvocationConfiguration.Output));
        });
        return command;
    }

    /// <returns>False where a check found something to change.</returns>
    private static bool Format(string path, bool onlyCheck, TextWriter output)
    {
        if (!path.EndsWith(".dib", StringComparison.OrdinalIgnoreCase))
        {
            throw new NotebookFormatException("only .dib notebooks have a canonical form here", 1);
        }

        var bytes = File.ReadAllBytes(path);
        var canonical = Dib.Write(Dib.Parse(File.ReadAllText(path)));
        if (bytes.AsSpan().SequenceEqual(System.Text.Encoding.UTF8.GetBytes(canonical)))
        {
            return true;
        }

        if (!onlyCheck)
        {
            WholeFile.Write(path, canonical);
        }

        output.WriteLine(onlyCheck ? $"{path}: not in canonical form; run format on it" : $"{path}: formatted");
        return !onlyCheck;
    }
}
