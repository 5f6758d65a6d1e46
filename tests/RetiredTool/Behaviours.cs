namespace Tests.RetiredTool;

/// <summary>What the two engines are compared in, a row each.</summary>
internal static class Behaviours
{
    public static IReadOnlyList<Behaviour> All { get; } =
    [
        // Values and displays
        new("A last expression without semicolon is the value", ["var x1 = 41;\nx1 + 1", "var y1 = 41;", "Console.Write(1)"], "value: 42 |  | stdout: 1"),
        new("Null is shown in brackets", ["(string)null"], "value: <null>"),
        new("A text is shown as plain text", ["\"a < b\""], "value: a < b"),
        new("A collection is shown on one line, and cut where it is long", ["new[] { 1, 2, 3 }", "Enumerable.Range(0, 100)"], "value: [ 1, 2, 3 ] | value: [ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 ... (80 more) ]"),
        new("DisplayTable gives each property a column", ["new[] { new { Name = \"conv\", Size = 3 } }.DisplayTable();"], "shown: Name Size conv 3"),
        new("A task as value is not awaited", ["new TaskCompletionSource<int>().Task.Status", "((object)Task.FromResult(1)).GetType().Name.StartsWith(\"Task\")"], "value: WaitingForActivation | value: True"),
        new("display shows at once, and once where it is the last expression", ["display(1);\ndisplay(2)", "3.Display();"], "shown: 1; shown: 2 | shown: 3"),
        new("display with a MIME type shows as that", ["display(\"<b>x</b>\", \"text/html\");"], "shown: <b>x</b>"),
        new("The context's Display is updated in place", ["using Microsoft.DotNet.Interactive;\nvar shown1 = KernelInvocationContext.Current.Display(1);\nshown1.Update(2);"], "shown: 2"),
        new("The first update of what display shows", ["var shown2 = display(1);\nshown2.Update(2);\nshown2.Update(3);"], "shown: 1; shown: 3") { Here = "shown: 3", Difference = "`display(x).Update(y)`" },
        new("What is written appears in order and as it is", ["Console.WriteLine(\"a\");\nConsole.Write(\"b\");\nConsole.Error.Write(\"e\");\nConsole.Write(\"c\\rd\");"], "stdout: a; stdout: b; stderr: e; stdout: d"),
        new("What a child process writes", ["System.Diagnostics.Process.Start(\"dotnet\", \"--version\").WaitForExit();"], "") { Here = "stdout: <version>", Difference = "what a child process writes" },

        // The language
        new("await works at top level", ["await Task.Delay(1);\nawait Task.FromResult(7)"], "value: 7"),
        new("These namespaces are imported from the start", ["new StringBuilder(\"a\").ToString()", "new ArrayList().Count", "new List<int>().Count", "Task.CompletedTask.IsCompleted", "Enumerable.Range(3, 1).First()", "Math.Max(1, 2)", "HTML(\"<i>a</i>\")"], "value: a | value: 0 | value: 0 | value: True | value: 3 | value: 2 | value: a"),
        new("CSS and Javascript are shown without a text of their own", ["CSS(\"b{}\")", "Javascript(\"alert()\")"], " | "),
        new("System.IO is not imported", ["File.Exists(\"x\")"], "failed (1,1): error CS0103"),
        new("Nullable annotations are off", ["string t1 = null;\nstring t2 = t1;"], ""),
        new("C# 14 is spoken", ["class Box { public int Size { get => field; set => field = Math.Max(0, value); } }\nvar box = new Box();\nbox?.Size = -3;\nbox.Size"], "value: 0"),
        new("A namespace in a cell is a compile error", ["namespace A { class B { } }"], "failed (1,1): error CS7021"),
        new("Extension methods are static methods at top level", ["static int Thrice(this int number) => 3 * number;", "4.Thrice()"], " | value: 12"),
        new("Cells see usings, variables, methods and types of cells before them", ["using System.Globalization;\nvar before1 = 5;\nint Plus(int a) => a + before1;\nrecord Layer(int Size);", "before1 = 6;\nnew Layer(Plus(6)).Size + CultureInfo.InvariantCulture.LCID"], " | value: 139"),
        new("A cell sends commands to the kernel itself", ["using Microsoft.DotNet.Interactive;\nusing Microsoft.DotNet.Interactive.Commands;\nvar sent = await Kernel.Root.SendAsync(new SubmitCode(\"var fromCommand = 8;\", \"csharp\"));\nsent.Events.OfType<Microsoft.DotNet.Interactive.Events.CommandSucceeded>().Count()"], "value: 1") { IsFresh = true },
        new("A script is loaded", ["#load \"script.csx\"", "loaded"], " | value: 4"),
        new("The working directory is the notebook's folder", ["System.IO.File.Exists(\"good.dib\")"], "value: True"),

        // Errors
        new("A compile error names its place", ["var one = missing1;\n\n   missing2();"], "failed (1,11): error CS0103"),
        new("A compile error below a magic command", ["#!set --name q --value 1\n\n  missing3()"], "failed (1,1): error CS0103") { Here = "failed (3,3): error CS0103", Difference = "the place of an error below a magic command" },
        new("Nothing of a cell with a compile error persists, its usings included", ["using System.IO.Compression;\nvar ghost = 1;\nConsole.Write(\"ran\");\nnope();", "CompressionLevel level;", "ghost"], "failed (4,1): error CS0103 | failed (1,1): error CS0246 | failed (1,1): error CS0103"),
        new("A runtime error keeps what was shown and declared before it", ["var kept = 3;\ndisplay(kept);\nConsole.Write(\"seen\");\nthrow new InvalidOperationException(\"no\");", "kept"], "shown: 3; stdout: seen; failed System.InvalidOperationException: no | value: 3"),
        new("Of nested exceptions the outer one is told", ["throw new Exception(\"outer\", new ArgumentException(\"inner\"));"], "failed System.Exception: outer"),
        new("A task that is awaited and fails, fails the cell", ["await Task.FromException(new InvalidOperationException(\"late\"));"], "failed System.InvalidOperationException: late"),
        new("The cell after a failed one runs", ["throw new Exception(\"no\");", "1 + 1"], "failed System.Exception: no | value: 2"),

        // Stopping
        new("A cell that looks at its token is stopped, and the next one runs", ["System.IO.File.WriteAllText(\"alive\", \"\");\nawait Task.Delay(-1, Microsoft.DotNet.Interactive.KernelInvocationContext.Current.CancellationToken);", "1 + 1"], "failed; has ended | value: 2") { IsFresh = true, IsInterrupted = true },
        new("A cell that does not look at its token", ["for (var i = 0; ; i++) { System.IO.File.WriteAllText(\"alive\", $\"{i}\"); System.Threading.Thread.Sleep(5); }"], "failed; runs on") { Here = "failed; has ended", Difference = "stopping a cell", IsFresh = true, IsInterrupted = true },

        // Magic commands
        new("An unknown magic command fails the cell before anything of it runs", ["Console.Write(1);\n#!nonsense --now"], "failed"),
        new("A magic command that does not begin its line is code", ["1 #!time"], "failed (1,3): error CS1040"),
        new("Commands of older versions are unknown", ["#!log", "#!extension"], "failed | failed"),
        new("#!time tells the time after all else", ["#!time\ndisplay(\"work\");"], "shown: work; shown: Wall time: <time>"),
        new("#!time of a cell that fails", ["#!time\nthrow new Exception(\"no\");"], "failed System.Exception: no") { Here = "failed System.Exception: no; shown: Wall time: <time>", Difference = "`#!time` of a cell that fails" },
        new("#!who lists the variables", ["var alpha = 1;\nvar beta = \"two\";", "#!who"], " | shown: [ alpha , beta ]") { IsFresh = true },
        new("#!whos lists their types and values", ["var alpha = 1;\nvar beta = \"two\";", "#!whos"], " | shown: Variable Type Value alpha System.Int32 1 beta System.String two") { IsFresh = true },
        new("#!lsmagic lists the magic commands and #!about tells what runs", ["#!lsmagic", "#!about"], "shown | shown") { IsInOwnWords = true },
        new("A line that names C# begins a part in it", ["#!csharp\n5", "#!c#\n6"], "value: 5 | value: 6"),
        new("#!C# is C# too", ["#!C#\n7"], "value: 7"),
        new("#!cs, a marker of files, in a cell", ["#!cs\n8"], "failed") { Here = "value: 8", Difference = "a part in C# after `#!markdown`, after `#!value --from-file`, or begun by `#!cs`" },
        new("A line that names HTML begins a part that is shown", ["#!html\n<b>x</b>\n#!csharp\n1 + 1"], "shown: x; value: 2"),
        new("A line that names Markdown begins a part that is shown", ["#!markdown\nwords"], "shown: words"),
        new("C# after Markdown", ["#!markdown\nwords\n#!csharp\n1 + 1"], "shown: words #!csharp 1 + 1") { Here = "shown: words; value: 2", Difference = "a part in C# after `#!markdown`, after `#!value --from-file`, or begun by `#!cs`" },
        new("A line that names Mermaid begins a part that is shown", ["#!mermaid\ngraph LR"], ""),
        new("A line that names JavaScript", ["#!javascript\nlet a = 1;"], "failed") { Here = "", Difference = "`#!javascript`" },
        new("F# runs", ["#!fsharp\n1 + 1"], "value: 2") { Here = "failed", Difference = "other languages (F#, PowerShell, SQL, …)" },
        new("PowerShell runs", ["#!pwsh\n1 + 1"], "stdout: 2") { Here = "failed", Difference = "other languages (F#, PowerShell, SQL, …)" },

        // Imports, references and packages
        new("What an import declares stays, and its prose is shown", ["#!import good.dib\nTwice(imported) + (int)Vector2.One.X"], "shown: Set up; value: 41"),
        new("Code before an import runs before it", ["Console.Write(\"before \");\n#!import write.dib\nConsole.Write(\" after\");"], "stdout: before x after"),
        new("Importing twice runs it twice", ["#!import write.dib\n#!import write.dib"], "stdout: xx"),
        new("A path in an imported file", ["#!import below/outer.dib"], "stdout: above") { Here = "stdout: below", Difference = "a relative path in an imported file" },
        new("An import that is not there fails the cell", ["#!import missing.dib"], "failed"),
        new("A failing cell of an import", ["#!import bad.dib\nConsole.Write(\"after\");"], "stdout: thirdafter") { Here = "failed System.FormatException: The input string 'x' was not in a correct format.", Difference = "a failing cell of an imported notebook" },
        new("A reference to a missing file fails the cell", ["#r \"missing.dll\""], "failed") { IsInOwnWords = true },
        new("A package is restored, and a second version of it fails the cell", ["#r \"nuget: Humanizer.Core, 2.14.1\"", "using Humanizer;\n\"ab\".Humanize()", "#r \"nuget: Humanizer.Core, 2.13.14\""], " | value: Ab | failed") { IsFresh = true },
        new("A formatter that a cell registers is used", ["using Microsoft.DotNet.Interactive.Formatting;\nFormatter.Register<Version>((version, writer) => writer.Write($\"v{version.Major}\"), \"text/html\");\nnew Version(3, 1)"], "value: v3"),
        new("A package that is not there fails the cell", ["#r \"nuget: There.Is.No.Such.Package.Here, 1.0.0\""], "failed") { IsFresh = true },

        // Values that are shared
        new("A stored text is shown, and becomes a variable by share and by set", ["#!value --name json\n{\"a\":1}", "#!share --from value json\njson", "#!share json --from value --as other\nother", "#!set --name third --value @value:json\nthird"], "shown: {\"a\":1} | value: {\"a\":1} | value: {\"a\":1} | value: {\"a\":1}"),
        new("A stored text with a type is shown as that", ["#!value --name page --mime-type text/html\n<b>x</b>"], "shown: x"),
        new("A stored text comes from a file", ["#!value --from-file data.csv --name csv", "#!share csv --from value\ncsv"], "shown: 1,2 | value: 1,2"),
        new("A stored text comes from a file, with code below it", ["#!value --from-file data.csv --name csv2\n#!csharp\n1"], "failed") { Here = "shown: 1,2; value: 1", Difference = "a part in C# after `#!markdown`, after `#!value --from-file`, or begun by `#!cs`" },
        new("A stored text from a missing file fails the cell", ["#!value --name a --from-file missing.txt"], "failed") { IsInOwnWords = true },
        new("#!set makes a text", ["#!set --name word --value plain\nword"], "value: plain"),
        new("The quotes of a text that is set", ["#!set --name words --value \"one two\"\nwords"], "value: \"one two\"") { Here = "value: one two", Difference = "`#!set --value \"one two\"`" },
        new("#!set copies by JSON, and with byref not", ["var number = 3;\nvar list = new List<int> { 1 };", "#!set --name copied --value @csharp:number\n$\"{copied.GetType()}\"", "#!set --name copiedList --value @csharp:list\n$\"{copiedList.GetType()}\"", "#!set --name same --value @csharp:list --byref\nsame.Add(2);\nlist.Count"], " | value: System.Double | value: System.Text.Json.JsonDocument | value: 2"),
        new("Sharing a value that is not there", ["#!share nothing --from value"], "failed; holds") { Here = "failed", Difference = "`#!share` of a value that is not there, `#!set` of a name that is none" },
        new("Setting from a value that is not there", ["#!set --name x9 --value @value:nothing"], "failed") { IsInOwnWords = true },
        new("Setting a name that is none", ["#!set --name 1x --value a"], "") { Here = "failed", Difference = "`#!share` of a value that is not there, `#!set` of a name that is none" },
        new("#!set without a name or with an unknown option, and #!value without a name, fail the cell", ["#!set --value a", "#!set --name a --colour b", "#!value\ntext"], "failed | failed | failed"),
        new("What a person would be asked for, without one, fails the cell", ["#!set --name who --value @input:\"Your name\""], "failed") { IsFresh = true },
    ];
}
