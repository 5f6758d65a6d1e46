using System.CommandLine;
using Runner.Documents;

namespace Runner.Commands;

/// <summary><c>convert PATH…</c>: a <c>.dib</c> notebook as <c>.ipynb</c>, and the other way round.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH") { Description = "Notebooks, or folders of notebooks; of a folder the .dib files, but not setup.dib.", Arity = ArgumentArity.OneOrMore };
        var replace = new Option<bool>("--replace") { Description = "Write over a file that is there already." };
        var command = new Command("convert", "Write a .dib notebook as .ipynb beside it, without outputs, or an .ipynb notebook as .dib.") { paths, replace };
        command.SetAction(parsed => NotebookFiles.ForEach(parsed,
            NotebookFiles.Find(parsed, parsed.GetRequiredValue(paths), file => Path.GetExtension(file) == ".dib" && Notebook.IsIn(file)),
            file => Convert(file, parsed.GetValue(replace), parsed.InvocationConfiguration)));
        return command;
    }

    private static bool Convert(string path, bool replace, InvocationConfiguration console)
    {
        var notebook = Notebook.Parse(path, File.ReadAllText(path));
        var (extension, text) = Path.GetExtension(path).Equals(".dib", StringComparison.OrdinalIgnoreCase) ? (".ipynb", Ipynb.Write(notebook)) : (".dib", Dib.Write(notebook));
        var target = Path.ChangeExtension(path, extension);
        if (File.Exists(target) && !replace)
        {
            console.Error.WriteLine($"{target} is there already; --replace writes over it.");
            return false;
        }

        WholeFile.Write(target, text);
        console.Output.WriteLine($"{path} -> {target}");
        return true;
    }
}
