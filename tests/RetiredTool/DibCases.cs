namespace Tests.RetiredTool;

/// <summary>Texts of <c>.dib</c> files, and what is read from them: the format, case by case.</summary>
internal static class DibCases
{
    private static readonly (string Marker, string Kernel)[] Markers =
    [
        ("csharp", "csharp"), ("c#", "csharp"), ("cs", "csharp"), ("fsharp", "fsharp"), ("f#", "fsharp"), ("fs", "fsharp"), ("html", "html"), ("http", "http"),
        ("javascript", "javascript"), ("js", "javascript"), ("mermaid", "mermaid"), ("pwsh", "pwsh"), ("powershell", "pwsh"), ("value", "value"),
        ("markdown", "markdown"), ("md", "markdown"),
    ];

    private static readonly string[] NoMarkers =
    [
        "#!C#", "#!CSharp", "#!csharp ", "#!csharp\t", " #!csharp", "#! csharp", "#!csharp --name x", "#!mermaid --display-width 5", "#!value --name v",
        "#!time", "#!import setup.dib", "#!sql", "#!kql", "#!", "csharp",
    ];

    private static readonly string[] RefusedMeta =
    [
        """{"kernelInfo":{"items":[{"name":"sql"},{"name":"sql"}]}}""",
        """{"kernelInfo":{"items":[{"name":"sql","aliases":["q"]},{"name":"kql","aliases":["q"]}]}}""",
        """{"kernelInfo":{"items":[{"name":"sql","aliases":["cs"]}]}}""",
        """{"kernelInfo":{"items":[{"name":"#sql"}]}}""",
        """{"kernelInfo":{"items":[{"name":" "}]}}""",
        """{"kernelInfo":{"items":[{}]}}""",
        "[]", "5", "\"text\"", "", "{\"a\":1,}", "{\n  \"a\": oops\n}", "{", "{}\nunmarked text",
    ];

    /// <summary>The cells by the name of the case; null for a text that is refused.</summary>
    public static IReadOnlyDictionary<string, (string Text, (string Kernel, string Contents)[]? Cells)> All { get; } = new Dictionary<string, (string, (string, string)[]?)>
    {
        ["Markers begin cells of their kernel"] = ("#!markdown\n\n# Title\n\n#!csharp\n\n1 + 1\n\n#!html\n\n<b>x</b>\n", [("markdown", "# Title"), ("csharp", "1 + 1"), ("html", "<b>x</b>")]),
        ["A marker inside a string or a fenced block still splits"] =
            ("#!csharp\nvar s = \"\"\"\n#!html\n\"\"\";\n#!markdown\n```\n#!csharp\n```", [("csharp", "var s = \"\"\""), ("html", "\"\"\";"), ("markdown", "```"), ("csharp", "```")]),
        ["Lines end at CR LF and at LF and are joined by LF"] = ("#!csharp\r\na\r\nb\nc\r\n#!html\r\nd\r\n", [("csharp", "a\nb\nc"), ("html", "d")]),
        ["A lone CR breaks no line"] = ("#!csharp\na\rb\r#!html\rc", [("csharp", "a\rb\r#!html\rc")]),
        ["Empty lines around contents are trimmed and blank ones kept"] = ("#!csharp\n\n\n  \n\na\n\n\t\n\n\n", [("csharp", "  \n\na\n\n\t")]),
        ["Empty cells are dropped"] = ("#!csharp\n#!markdown\n\n\n#!html\nx\n#!csharp\n", [("html", "x")]),
        ["Neighbours of one kernel stay apart"] = ("#!csharp\n1\n#!csharp\n2", [("csharp", "1"), ("csharp", "2")]),
        ["An empty file is one empty csharp cell"] = ("", [("csharp", "")]),
        ["A file of empty lines is one empty csharp cell"] = ("\n\r\n\n", [("csharp", "")]),
        ["A file of a byte order mark is one empty csharp cell"] = ("\uFEFF", [("csharp", "")]),
        ["A byte order mark is no contents"] = ("\uFEFF#!markdown\nx", [("markdown", "x")]),
        ["Text before any marker is C#"] = ("x\n#!md\ny", [("csharp", "x"), ("markdown", "y")]),

        ["Meta data is no cell"] = ("#!meta\n\n{\n  \"a\": [1, 2.50],\n  \"b\": \"é <&>\"\n}\n\n#!csharp\n\nx\n", [("csharp", "x")]),
        ["null as meta data is none"] = ("#!csharp\nx\n#!meta\nnull\n#!csharp\ny", [("csharp", "x"), ("csharp", "y")]),
        ["#!metadata begins the meta data"] = ("#!metadata\n{}\n#!csharp\nx", [("csharp", "x")]),
        ["#!meta with more on its line begins the meta data"] = ("#!meta kernel\n{}\n#!csharp\nx", [("csharp", "x")]),
        ["#!meta with a blank begins the meta data"] = ("#!meta \n{}\n#!csharp\nx", [("csharp", "x")]),
        ["Only the first meta data is meta data"] = ("#!meta\n{}\n#!csharp\nx\n#!meta\n{}\n#!html\n#!metadata", [("csharp", "x\n#!meta\n{}"), ("html", "#!metadata")]),
        ["Meta data may follow directly on itself as contents"] = ("#!meta\n{}\n#!meta\nx", [("csharp", "#!meta\nx")]),
        ["Text before the meta data is a cell"] = ("x\n#!meta\n{}\n#!html\ny", [("csharp", "x"), ("html", "y")]),
        ["Meta data may stand in the middle of the file"] = ("#!markdown\nx\n\n#!meta\n{}\n#!html\ny", [("markdown", "x"), ("html", "y")]),
        ["The default kernel of the meta data never applies to unmarked text"] =
            ("#!meta\n{\"kernelInfo\":{\"defaultKernelName\":\"fsharp\",\"items\":[{\"name\":\"fsharp\"}]}}\n#!time\nx", [("csharp", "#!time\nx")]),
        ["Meta data at the end of a file that ends its lines makes no cell"] = ("#!html\nx\n#!meta\n{}\n", [("html", "x")]),
        ["Without a final newline the last line of the meta data is also a cell"] = ("#!meta\n{}", [("csharp", "{}")]),
        ["Kernels of the meta data and their aliases are further markers"] =
            ("#!meta\n{\"kernelInfo\":{\"items\":[{\"aliases\":[\"tsql\"],\"languageName\":\"T-SQL\",\"name\":\"sql\"}]}}\n#!sql\nselect 1\n#!tsql\nselect 2\n#!cs\n#!SQL",
                [("sql", "select 1"), ("sql", "select 2"), ("csharp", "#!SQL")]),
        ["A kernel of the meta data is no marker before it"] =
            ("#!sql\nx\n#!meta\n{\"kernelInfo\":{\"items\":[{\"name\":\"sql\"}]}}\n#!sql\ny", [("csharp", "#!sql\nx"), ("sql", "y")]),
        ["A known kernel listed again keeps its aliases"] =
            ("#!meta\n{\"kernelInfo\":{\"items\":[{\"aliases\":[],\"name\":\"csharp\"}]}}\n#!c#\nx\n#!cs\ny", [("csharp", "x"), ("csharp", "y")]),
        ["Meta data at the end without anything is refused"] = ("#!meta", null),
        ["Meta data at the end without JSON is refused"] = ("#!meta\n", null),
    }
        .Concat(Markers.Select(each => Case($"#!{each.Marker} is a marker", $"before\n#!{each.Marker}\nx", [("csharp", "before"), (each.Kernel, "x")])))
        .Concat(NoMarkers.Select(line => Case($"'{line}' is contents", $"#!markdown\na\n{line}\nb", [("markdown", $"a\n{line}\nb")])))
        .Concat(RefusedMeta.Select(json => Case($"'{json}' as meta data is refused", $"#!csharp\nx\n#!meta\n{json}\n#!csharp\ny", null)))
        .ToDictionary();

    private static KeyValuePair<string, (string, (string, string)[]?)> Case(string name, string text, (string, string)[]? cells) => new(name, (text, cells));
}
