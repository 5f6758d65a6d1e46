// The editor of one cell: Monaco, as high as its text, telling the server what was typed and showing what the kernel knows.
import { language, teach } from "./language.js";
import { isDark } from "./look.js";

let loading;

/** Loads the editor before somebody needs it. */
export function warmUp() {
  return loading ??= new Promise(resolve => {
    const script = document.createElement("script");
    script.src = "editor/vs/loader.js";
    script.onload = () => {
      require.config({ paths: { vs: new URL("editor/vs", document.baseURI).pathname } });
      require(["vs/editor/editor.main"], async () => {
        await document.fonts.ready;
        teach(monaco, model => model.cell);
        dress();
        document.documentElement.addEventListener("look", dress);
        resolve(monaco);
      });
    };
    document.head.append(script);
  });
}

function dress() {
  const style = getComputedStyle(document.documentElement);
  // Colours are written with light-dark(), which only the browser can resolve.
  const probe = document.createElement("i");
  document.body.append(probe);
  const colour = name => {
    probe.style.color = `var(--${name})`;
    const [r, g, b] = getComputedStyle(probe).color.match(/[\d.]+/g).map(Number);
    return "#" + [r, g, b].map(part => Math.round(part).toString(16).padStart(2, "0")).join("");
  };
  const rule = (token, name, fontStyle) => ({ token, foreground: colour(name).slice(1), fontStyle });
  monaco.editor.defineTheme("course", {
    base: isDark() ? "vs-dark" : "vs",
    inherit: true,
    rules: [rule("", "ink"), rule("keyword", "keyword"), rule("type", "type"), rule("method", "method"), rule("string", "string"), rule("number", "number"),
      rule("comment", "comment", "italic"), rule("directive", "directive")],
    colors: {
      "editor.background": colour("ground"), "editor.foreground": colour("ink"), "editorLineNumber.foreground": colour("soft"), "editorLineNumber.activeForeground": colour("ink"),
      "editor.lineHighlightBorder": colour("ground"), "editorWidget.background": colour("page"), "editorWidget.border": colour("line"), "editorCursor.foreground": colour("link"),
    },
  });
  monaco.editor.setTheme("course");
  probe.remove();
}

/** Opens an editor over the text of a cell. */
export async function openEditor(cell, { text, onEdit, onLeave, complete, inspect, signatures, rename, fixes, check }) {
  const monaco = await warmUp();
  const shown = cell.querySelector("[data-text]");
  const place = cell.querySelector(".editor");
  const isCode = cell.dataset.language === "csharp";
  const model = monaco.editor.createModel(text, isCode ? language : "plaintext");
  model.setEOL(monaco.editor.EndOfLineSequence.LF);
  model.cell = { complete, inspect, signatures, rename, fixes };
  const style = getComputedStyle(shown);
  const editor = monaco.editor.create(place, {
    model,
    fontFamily: style.fontFamily,
    fontSize: parseFloat(style.fontSize),
    lineHeight: parseFloat(style.lineHeight),
    fontLigatures: false,
    lineNumbers: "off", glyphMargin: false, folding: false, lineDecorationsWidth: 0, lineNumbersMinChars: 0,
    padding: { top: parseFloat(getComputedStyle(shown.parentElement).paddingTop), bottom: parseFloat(getComputedStyle(shown.parentElement).paddingBottom) },
    minimap: { enabled: false }, overviewRulerLanes: 0, overviewRulerBorder: false, hideCursorInOverviewRuler: true, scrollBeyondLastLine: false,
    scrollbar: { alwaysConsumeMouseWheel: false, vertical: "hidden" }, renderLineHighlight: "none", contextmenu: false, occurrencesHighlight: false,
    wordBasedSuggestions: false, fixedOverflowWidgets: true, tabSize: 4, bracketPairColorization: { enabled: false }, wordWrap: isCode ? "off" : "on",
    ariaLabel: cell.getAttribute("aria-label"), unicodeHighlight: { ambiguousCharacters: false },
  });

  model.cell.tell = text => editor.getContribution("editor.contrib.messageController").showMessage(text, editor.getPosition());

  // Escape is the editor's for as long as it has a use for it: it knows what is open, also in the moment before it is painted.
  const uses = ["suggestWidgetVisible", "parameterHintsVisible", "findWidgetVisible", "renameInputVisible", "CodeActionMenuVisible", "editorHoverVisible", "markersNavigationVisible", "inSnippetMode", "editorHasMultipleSelections"];
  editor.addAction({ id: "leave", label: "Leave the editor", keybindings: [monaco.KeyCode.Escape], keybindingContext: uses.map(use => `!${use}`).join(" && "), run: () => onLeave(true) });

  let last = text;
  const pending = []; // What was sent and has not come back yet: when it does it is an echo; anything else was typed in another window.
  let sending, checking;
  const value = () => editor.getValue(monaco.editor.EndOfLinePreference.LF);
  const tell = now => {
    if (now !== last) pending.push(now);
    last = now;
  };
  const send = () => {
    clearTimeout(sending);
    sending = undefined;
    const now = value();
    if (now === last) return;
    tell(now);
    onEdit(now);
  };
  const mark = found => monaco.editor.setModelMarkers(model, "compiler", found.map(each => ({
    severity: each.severity === "error" ? monaco.MarkerSeverity.Error : monaco.MarkerSeverity.Warning,
    message: `${each.message} (${each.code})`,
    startLineNumber: each.position.line, startColumn: each.position.column,
    endLineNumber: each.end?.line ?? each.position.line, endColumn: each.end?.column ?? each.position.column + 1,
  })));
  const checkSoon = () => {
    clearTimeout(checking);
    if (isCode) checking = setTimeout(async () => { if (!place.isConnected) return; const checked = value(); const found = await check(checked); if (checked === value()) mark(found); }, 400);
  };

  // What was typed elsewhere is put in where it differs, so that the cursor stays with its words and nothing becomes selected.
  const takeOver = now => {
    const before = value();
    const most = Math.min(before.length, now.length);
    let start = 0, end = 0;
    while (start < most && before[start] === now[start]) start++;
    while (end < most - start && before[before.length - 1 - end] === now[now.length - 1 - end]) end++;
    const range = monaco.Range.fromPositions(model.getPositionAt(start), model.getPositionAt(before.length - end));
    model.pushEditOperations(null, [{ range, text: now.slice(start, now.length - end) }], () => null);
  };

  const fit = () => {
    place.style.height = `${editor.getContentHeight()}px`;
    editor.layout();
  };
  editor.onDidContentSizeChange(fit);
  new ResizeObserver(() => place.offsetWidth && editor.layout()).observe(place);
  editor.onDidChangeModelContent(() => {
    sending ??= setTimeout(send, 150);
    checkSoon();
  });
  editor.onDidBlurEditorWidget(() => {
    send();
    setTimeout(() => { if (!editor.hasWidgetFocus() && document.hasFocus()) onLeave(false); }, 120);
  });
  new MutationObserver(() => {
    const now = shown.textContent;
    const at = pending.indexOf(now);
    if (at >= 0) {
      pending.splice(0, at + 1);
      return;
    }
    pending.length = 0;
    last = now;
    if (now !== value()) takeOver(now);
  }).observe(shown, { childList: true, characterData: true, subtree: true });

  return {
    show() { fit(); checkSoon(); },
    focus(point) {
      const target = point && editor.getTargetAtClientPoint(point.clientX, point.clientY);
      if (target?.position) editor.setPosition(target.position);
      editor.focus();
    },
    send,
    /** The text now, for a run that takes it along. */
    take() { clearTimeout(sending); sending = undefined; const now = value(); tell(now); return now; },
  };
}
