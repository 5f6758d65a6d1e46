// C# for the editor: the same colours as CodeHtml.cs gives, and completion, descriptions, parameters, names and fixes from the kernel.
export const language = "course-csharp";

const keywords = ("abstract and as async await base bool break byte case catch char checked class const continue decimal default delegate do double dynamic " +
  "else enum event explicit extern false finally fixed float for foreach from get global goto group if implicit in init int interface internal " +
  "into is join let lock long nameof namespace new nint not nuint null object operator or orderby out override params partial private protected " +
  "public readonly record ref required return sbyte scoped sealed select set short sizeof stackalloc static string struct switch this throw true " +
  "try typeof uint ulong unchecked unsafe ushort using var virtual void volatile when where while with yield").split(" ");

const highlighting = {
  keywords,
  tokenizer: {
    root: [
      [/^[ \t]*#.*$/, "directive"],
      [/\/\/.*$/, "comment"],
      [/\/\*/, "comment", "comment"],
      [/\$*"""/, "string", "raw"],
      [/(\$@|@\$|@)"/, "string", "verbatim"],
      [/\$?"/, "string", "text"],
      [/'(\\[^\n][^'\n]*|[^'\\\n])'/, "string"],
      [/\b(0[xX][\da-fA-F_]+|0[bB][01_]+|\d[\d_]*(\.\d[\d_]*)?([eE][+-]?\d+)?)[fFdDmMuUlL]*\b/, "number"],
      [/(new\s+)([A-Za-z_]\w*)/, ["keyword", { cases: { "@keywords": "keyword", "@default": "type" } }]],
      [/(\.\s*)([A-Za-z_]\w*)(?=\s*\()/, ["", "method"]],
      [/(\.\s*)([A-Za-z_]\w*)/, ["", ""]],
      [/@?[a-zA-Z_]\w*(?=\s*\()/, { cases: { "@keywords": "keyword", "@default": "method" } }],
      [/@?[A-Z]\w*/, { cases: { "@keywords": "keyword", "@default": "type" } }],
      [/@?[a-z_]\w*/, { cases: { "@keywords": "keyword", "@default": "" } }],
    ],
    comment: [[/.*?\*\//, "comment", "@pop"], [/.+/, "comment"]],
    raw: [[/.*?"""/, "string", "@pop"], [/.+/, "string"]],
    verbatim: [[/(""|[^"])+/, "string"], [/"/, "string", "@pop"]],
    text: [[/\\./, "string"], [/[^"\\]+$/, "string", "@pop"], [/[^"\\]+/, "string"], [/"/, "string", "@pop"]],
  },
};

/** Teaches the editor the language. `cellOf` tells which cell a text belongs to. */
export function teach(monaco, cellOf) {
  monaco.languages.register({ id: language });
  monaco.languages.setMonarchTokensProvider(language, highlighting);
  monaco.languages.setLanguageConfiguration(language, {
    comments: { lineComment: "//", blockComment: ["/*", "*/"] },
    brackets: [["{", "}"], ["[", "]"], ["(", ")"]],
    autoClosingPairs: [["{", "}"], ["[", "]"], ["(", ")"], ["\"", "\""]].map(([open, close]) => ({ open, close, notIn: ["string", "comment"] })),
    onEnterRules: [{ beforeText: /\{\s*$/, action: { indentAction: monaco.languages.IndentAction.Indent } }],
  });

  const kinds = monaco.languages.CompletionItemKind;
  const kind = name => kinds[({ parameter: "Variable", delegate: "Function", namespace: "Module", magic: "Snippet" })[name] ?? name[0].toUpperCase() + name.slice(1)] ?? kinds.Text;
  const lf = monaco.editor.EndOfLinePreference.LF;
  const offset = (model, position) => model.getValueInRange({ startLineNumber: 1, startColumn: 1, endLineNumber: position.lineNumber, endColumn: position.column }, lf).length;

  const rangeOf = (model, { start, end }) => monaco.Range.fromPositions(model.getPositionAt(start), model.getPositionAt(end));
  const edit = (model, each) => ({ range: rangeOf(model, each), text: each.text });

  monaco.languages.registerCompletionItemProvider(language, {
    triggerCharacters: [".", "#", " "],
    async provideCompletionItems(model, position, { triggerCharacter }) {
      if (triggerCharacter === " " && !/\boverride $/.test(model.getLineContent(position.lineNumber).slice(0, position.column - 1))) return null;
      const found = await cellOf(model).complete(model.getValue(lf), offset(model, position));
      const range = rangeOf(model, found);
      return { suggestions: found.items.map((item, i) => ({
        label: item.text, kind: kind(item.kind), detail: item.description ?? "", range, sortText: String(i).padStart(5, "0"), insertText: item.snippet ?? item.text,
        ...(item.snippet && { insertTextRules: monaco.languages.CompletionItemInsertTextRule.InsertAsSnippet }), ...(item.also && { additionalTextEdits: [edit(model, item.also)] }),
      })) };
    },
  });
  monaco.languages.registerRenameProvider(language, {
    async resolveRenameLocation(model, position) {
      const at = offset(model, position);
      const { edits, problem } = await cellOf(model).rename(model.getValue(lf), at, null);
      const here = edits.find(each => each.start <= at && at <= each.end);
      return here ? { range: rangeOf(model, here), text: here.text } : { range: monaco.Range.fromPositions(position), text: "", rejectReason: problem };
    },
    // The server makes the edits of other cells.
    async provideRenameEdits(model, position, name) {
      const { edits, problem } = await cellOf(model).rename(model.getValue(lf), offset(model, position), name);
      if (problem) cellOf(model).tell(problem); // Its own way to tell leads to the console.
      return { edits: edits.map(each => ({ resource: model.uri, textEdit: edit(model, each) })), rejectReason: problem };
    },
  });
  monaco.languages.registerCodeActionProvider(language, {
    async provideCodeActions(model, range, { markers }) {
      const actions = await Promise.all(markers.map(async marker => {
        const fixes = await cellOf(model).fixes(model.getValue(lf), offset(model, { lineNumber: marker.startLineNumber, column: marker.startColumn }));
        return fixes.map(fix => ({ title: fix.title, kind: "quickfix", diagnostics: [marker], edit: { edits: [{ resource: model.uri, textEdit: edit(model, fix.edit) }] } }));
      }));
      return { actions: actions.flat(), dispose() {} };
    },
  });
  monaco.languages.registerHoverProvider(language, {
    async provideHover(model, position) {
      if (!model.getWordAtPosition(position)) return null;
      const text = await cellOf(model).inspect(model.getValue(lf), offset(model, position));
      return text ? { contents: [{ value: text.replaceAll("```csharp\n", `\`\`\`${language}\n`) }] } : null; // Its own C# is no file that is served here.
    },
  });
  monaco.languages.registerSignatureHelpProvider(language, {
    signatureHelpTriggerCharacters: ["(", ","],
    async provideSignatureHelp(model, position) {
      const { signatures, activeSignature, activeParameter } = await cellOf(model).signatures(model.getValue(lf), offset(model, position));
      const told = ({ label, documentation }) => ({ label, documentation: { value: documentation ?? "" } });
      return signatures.length ? { dispose() {}, value: { activeSignature, activeParameter, signatures: signatures.map(each => ({ ...told(each), parameters: each.parameters.map(told) })) } } : null;
    },
  });
}
