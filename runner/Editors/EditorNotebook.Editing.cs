using System.Text.Json.Nodes;
using Runner.Protocol;

namespace Runner.Editors;

// What an editor asks while someone types; about C# alone there is something to say.
internal sealed partial class EditorNotebook
{
    public async Task<JsonObject> CompleteAsync(Parameters asked)
    {
        var (code, offset) = asked.Place();
        var found = IsCSharp(asked) ? await _session.CompleteAsync(code, offset).ConfigureAwait(false) : new("", offset, offset, []);
        return new()
        {
            ["items"] = new JsonArray([.. found.Items.Select(item =>
            {
                var json = new JsonObject { ["text"] = item.Text, ["kind"] = item.Kind };
                if (item.Description is not null) json["detail"] = item.Description;
                if (item.Using is not null) json["using"] = item.Using;
                if (item.Snippet is not null) json["snippet"] = item.Snippet;
                if (item.Also is { } also) json["also"] = Edit(code, also);
                return json;
            })]),
            ["range"] = Positions.Range(code, found.Start, found.End),
        };
    }

    public async Task<JsonObject> DescribeAsync(Parameters asked)
    {
        var (code, offset) = asked.Place();
        return new() { ["markdown"] = IsCSharp(asked) ? await _session.InspectAsync(code, offset).ConfigureAwait(false) : "" };
    }

    public async Task<JsonObject> SignaturesAsync(Parameters asked)
    {
        var (code, offset) = asked.Place();
        var found = IsCSharp(asked) ? await _session.SignaturesAsync(code, offset).ConfigureAwait(false) : new("", [], 0, -1);
        return new()
        {
            ["signatures"] = new JsonArray([.. found.Signatures.Select(signature => Documented(signature.Label, signature.Documentation,
                new JsonArray([.. signature.Parameters.Select(parameter => Documented(parameter.Label, parameter.Documentation))])))]),
            ["activeSignature"] = found.ActiveSignature,
            ["activeParameter"] = found.ActiveParameter,
        };

        static JsonObject Documented(string label, string? documentation, JsonArray? parameters = null)
        {
            var json = new JsonObject { ["label"] = label };
            if (documentation is not null) json["documentation"] = documentation;
            if (parameters is not null) json["parameters"] = parameters;
            return json;
        }
    }

    public async Task<JsonObject> CheckAsync(Parameters asked)
    {
        var (code, haveRun) = (asked.Text("code"), asked.Flag("allAboveRan", true));
        return new() { ["diagnostics"] = Errors.Of(IsCSharp(asked) ? await _session.CheckAsync(code, haveAllRun: haveRun).ConfigureAwait(false) : []) };
    }

    public async Task<JsonObject> FormatAsync(Parameters asked)
    {
        var (code, tabSize, insertSpaces) = (asked.Text("code"), asked.Whole("tabSize", 4, 1, 32), asked.Flag("insertSpaces", true));
        return new() { ["code"] = IsCSharp(asked) ? await _session.FormatAsync(code, tabSize, insertSpaces).ConfigureAwait(false) : code };
    }

    public async Task<JsonObject> RenameAsync(Parameters asked)
    {
        var (cells, chosen) = (asked.List("cells"), asked.Text("cell"));
        string[] names = [.. cells.Select(cell => cell.Text("cell"))], texts = [.. cells.Select(cell => IsCSharp(cell) ? cell.Text("code") : "")];
        if (Array.IndexOf(names, chosen) is not (>= 0 and var index)) throw new EditorFault(EditorFault.BadParameters, $"\"cells\" has no cell \"{chosen}\".");
        var found = await _session.RenameAsync(_file, texts, index, asked.OffsetIn(texts[index]), asked.OptionalText("name")).ConfigureAwait(false);
        var json = new JsonObject
        {
            ["edits"] = new JsonArray([.. found.Edits.Select(edit => new JsonObject { ["cell"] = names[edit.Cell], ["range"] = Positions.Range(texts[edit.Cell], edit.Start, edit.End), ["text"] = edit.Text })]),
        };
        if (found.Problem is not null) json["problem"] = found.Problem;
        return json;
    }

    public async Task<JsonObject> FixesAsync(Parameters asked)
    {
        var (code, offset) = asked.Place();
        var fixes = IsCSharp(asked) ? await _session.FixesAsync(code, offset).ConfigureAwait(false) : [];
        return new() { ["fixes"] = new JsonArray([.. fixes.Select(fix => new JsonObject { ["title"] = fix.Title, ["edit"] = Edit(code, fix.Edit) })]) };
    }

    public async Task<JsonObject> VariablesAsync()
    {
        var variables = await _session.VariablesAsync().ConfigureAwait(false);
        return new()
        {
            ["variables"] = new JsonArray([.. variables.Select(variable =>
            {
                var json = new JsonObject { ["name"] = variable.Name, ["type"] = variable.Type, ["value"] = variable.Value ?? "" };
                if (variable.Shape is { } shape) json["shape"] = new JsonArray([.. shape.Select(length => JsonValue.Create(length))]);
                return json;
            })]),
        };
    }

    private static JsonObject Edit(string code, CodeEdit edit) => new() { ["range"] = Positions.Range(code, edit.Start, edit.End), ["text"] = edit.Text };

    private static bool IsCSharp(Parameters asked) => asked.Text("language") == "csharp";
}
