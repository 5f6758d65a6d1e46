// Draws outputs in the notebook's page: HTML that is harmless, figures with inputs, and what carries scripts, in frames without an origin.

/**
 * @typedef {{kind: 'slider' | 'choice' | 'matrix', label: string, min: number, max: number, step: number, values: number[], options?: string[], columns: number}} Input
 * @typedef {{inputs: Input[], picture: {png: string, alt: string, width: number, height: number}, problem?: string}} Figure
 * @typedef {{notebook: string, id: string} & ({kind: 'html', html: string} | {kind: 'frame', document: string} | {kind: 'inputs', figure: Figure})} Payload
 * @typedef {{element: HTMLElement, root: ShadowRoot, payload: Payload, redraw?: (figure: Figure) => void, end?: () => void}} Drawn
 */

const style = `
  :host { --soft: var(--vscode-descriptionForeground); --line: var(--vscode-widget-border, var(--vscode-contrastBorder, #8884)); --ground: var(--vscode-textCodeBlock-background, #8881);
    --link: var(--vscode-textLink-foreground); --bad: var(--vscode-errorForeground); --mono: var(--vscode-editor-font-family, monospace);
    display: flow-root; color: var(--vscode-foreground); font: var(--vscode-font-size, 13px)/1.5 var(--vscode-font-family, sans-serif); }
  .shown { overflow-x: auto; }
  a { color: var(--link); }
  img { max-width: 100%; height: auto; background: #fff; border-radius: 3px; }
  :host-context(.vscode-dark) img.plot, :host-context(.vscode-high-contrast:not(.vscode-high-contrast-light)) img.plot { filter: invert(.91) hue-rotate(180deg); }
  table { border-collapse: collapse; font-variant-numeric: tabular-nums lining-nums; border: 0 solid var(--soft); border-width: 1px 0; margin: .2em 0; }
  th, td { padding: .3em .9em; text-align: start; vertical-align: top; }
  thead th { border-bottom: 1px solid var(--soft); font-weight: 600; }
  tbody tr + tr > * { border-top: 1px solid var(--line); }
  pre, code { font-family: var(--mono); } pre { margin: 0; overflow-x: auto; }
  .prose code { background: var(--ground); border-radius: 3px; padding: .1em .3em; }
  summary { cursor: pointer; color: var(--soft); }
  progress { accent-color: var(--vscode-progressBar-background); }
  iframe { display: block; width: 100%; border: 0; }
  .inputs { margin: 0; }
  .controls { display: flex; flex-wrap: wrap; align-items: center; gap: .6rem 2rem; margin-bottom: .6rem; }
  label { display: inline-flex; align-items: center; gap: .6rem; min-height: 2rem; }
  input[type=range] { width: 16rem; max-width: 50vw; accent-color: var(--vscode-focusBorder, var(--link)); }
  label b { min-width: 2.5em; font-variant-numeric: tabular-nums; }
  select, .matrix input { font: inherit; color: var(--vscode-input-foreground); background: var(--vscode-input-background); border: 1px solid var(--soft); border-radius: 3px; min-height: 2rem; }
  fieldset { border: 0; margin: 0; padding: 0; } legend { padding: 0 0 .3rem; }
  .matrix { display: grid; gap: 3px; width: fit-content; }
  .matrix input { width: 3.4rem; height: 2.6rem; text-align: center; font-variant-numeric: tabular-nums; cursor: ew-resize; touch-action: none; appearance: textfield; }
  .matrix input::-webkit-inner-spin-button { appearance: none; }
  :focus-visible { outline: 2px solid var(--vscode-focusBorder); outline-offset: 1px; }
  .inputs:has(.matrix) { display: flex; flex-wrap: wrap; align-items: center; gap: .7rem 1.6rem; }
  .inputs:has(.matrix) .controls { margin: 0; }
  .inputs:has(.matrix) img { flex: 1 1 24rem; min-width: 0; max-width: max-content; }
  .problem { flex-basis: 100%; margin: .3rem 0 0; color: var(--bad); } .problem:empty { display: none; }
`;

/** @param {any} context of VS Code: what lets a renderer speak with its extension */
export function activate(context) {
  /** @type {Map<string, Drawn>} by VS Code's name of the output */
  const drawn = new Map();
  /** @type {Map<string, Payload>} what outputs became after their cell had ended, by the engine's name of the output */
  const later = new Map();
  /** @type {Map<string, {promise: Promise<string>, resolve: (text: string) => void}>} */
  const assets = new Map();

  const asset = (/** @type {string} */ name) => {
    let found = assets.get(name);
    if (!found) {
      /** @type {(text: string) => void} */
      let resolve = () => {};
      found = { promise: new Promise(done => resolve = done), resolve };
      assets.set(name, found);
      context.postMessage?.({ kind: 'asset', name });
    }
    return found.promise;
  };

  context.onDidReceiveMessage?.((/** @type {any} */ message) => {
    if (message.kind === 'asset') {
      assets.get(message.name)?.resolve(message.text);
      if (message.text === '') assets.delete(message.name); // The engine was not there; it may be the next time.
    } else if (message.kind === 'redraw') {
      later.set(key(message.payload), message.payload);
      for (const each of drawn.values()) {
        if (key(each.payload) === key(message.payload)) draw(each, message.payload);
      }
    } else if (message.kind === 'moved') {
      for (const each of drawn.values()) {
        if (each.payload.id === message.id) {
          const problem = each.root.querySelector('.problem');
          if (problem && message.problem) problem.textContent = message.problem;
        }
      }
    }
  });

  // What stands in a frame has its look from here.
  new MutationObserver(() => {
    for (const each of drawn.values()) if (each.payload.kind === 'frame') draw(each, each.payload);
  }).observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });

  /** @param {Drawn} each @param {Payload} payload */
  const draw = (each, payload) => {
    const before = each.payload;
    each.payload = payload;
    if (payload.kind === 'inputs' && before.kind === 'inputs' && each.redraw) {
      each.redraw(payload.figure);
      return;
    }
    each.end?.();
    each.end = each.redraw = undefined;
    each.root.innerHTML = `<style>${style}</style>`;
    const place = document.createElement('div');
    place.className = 'shown';
    each.root.append(place);
    if (payload.kind === 'html') place.innerHTML = payload.html; // The engine lets only HTML through in which nothing runs or loads.
    else if (payload.kind === 'frame') each.end = frame(place, payload.document, asset);
    else each.redraw = inputs(place, payload.figure, values => context.postMessage?.({ kind: 'move', notebook: payload.notebook, id: payload.id, values }));
  };

  return {
    /** @param {any} item @param {HTMLElement} element */
    renderOutputItem(item, element) {
      /** @type {Payload} */
      const given = item.json();
      let each = drawn.get(item.id);
      if (!each || each.element !== element) {
        each?.end?.();
        each = { element, root: element.shadowRoot ?? element.attachShadow({ mode: 'open' }), payload: given };
        drawn.set(item.id, each);
        draw(each, later.get(key(given)) ?? given);
      } else {
        draw(each, given);
      }
    },
    /** @param {string} [id] */
    disposeOutputItem(id) {
      for (const [name, each] of drawn) {
        if (id !== undefined && name !== id) continue;
        each.end?.();
        drawn.delete(name);
      }
    },
  };
}

/** @param {Payload} payload */
const key = ({ notebook, id }) => `${id} ${notebook}`;

/**
 * A document in a frame without an origin, with the colours of the editor.
 * @param {HTMLElement} place @param {string} text @param {(name: string) => Promise<string>} asset
 * @returns {() => void} ends it
 */
function frame(place, text, asset) {
  const element = document.createElement('iframe');
  element.setAttribute('sandbox', 'allow-scripts');
  element.title = 'output with scripts';
  element.style.height = '2rem';
  place.append(element);
  const onMessage = (/** @type {MessageEvent} */ { source, data }) => {
    if (source === element.contentWindow && data?.frame === 'height' && Number.isFinite(data.height)) element.style.height = `${Math.min(Math.max(data.height, 0), 4000)}px`;
  };
  addEventListener('message', onMessage);
  (async () => {
    const names = [...text.matchAll(/<script src="asset:([^"]*)"><\/script>/g)].map(match => match[1]);
    const scripts = new Map(await Promise.all(names.map(async name => /** @type {[string, string]} */ ([name, await asset(name)]))));
    const { colorScheme, ground, ink } = look();
    const own = `<style>:root { color-scheme: ${colorScheme} !important; --page: ${ground} !important; --ink: ${ink} !important; }</style></head>`;
    element.srcdoc = text.replace('</head>', () => own).replace(/<script src="asset:([^"]*)"><\/script>/g, (_, name) => `<script>${scripts.get(name)}</script>`);
  })();
  return () => removeEventListener('message', onMessage);
}

/** The editor's colours, for what does not inherit them. */
function look() {
  const { classList } = document.body;
  const isDark = classList.contains('vscode-dark') || (classList.contains('vscode-high-contrast') && !classList.contains('vscode-high-contrast-light'));
  const styles = getComputedStyle(document.documentElement);
  const of = (/** @type {string} */ name, /** @type {string} */ other) => styles.getPropertyValue(name).trim() || other;
  return { colorScheme: isDark ? 'dark' : 'light', ground: of('--vscode-notebook-editorBackground', of('--vscode-editor-background', isDark ? '#1f1f1f' : '#fff')), ink: of('--vscode-foreground', isDark ? '#ccc' : '#333') };
}

/**
 * A figure whose inputs can be moved; the kernel draws its picture anew.
 * @param {HTMLElement} place @param {Figure} figure @param {(values: number[]) => void} move
 * @returns {(figure: Figure) => void} shows it anew; what a person holds stays where it is
 */
function inputs(place, figure, move) {
  const all = document.createElement('figure');
  all.className = 'inputs';
  const controls = document.createElement('div');
  controls.className = 'controls';
  const image = document.createElement('img');
  const problem = document.createElement('p');
  problem.className = 'problem';
  problem.setAttribute('role', 'alert');
  const values = figure.inputs.map(input => [...input.values]);
  const moved = () => {
    problem.textContent = '';
    move(values.flat());
  };
  const shows = figure.inputs.map((input, i) => control(controls, input, (at, value) => {
    if (!Number.isFinite(value) || values[i][at] === value) return;
    values[i][at] = value;
    moved();
  }));
  all.append(controls, image, problem);
  place.append(all);

  const redraw = (/** @type {Figure} */ { inputs: now, picture, problem: why }) => {
    now.forEach((input, i) => shows[i]?.(input.values));
    if (picture.png) {
      image.src = `data:image/png;base64,${picture.png}`;
      [image.alt, image.width, image.height] = [picture.alt, picture.width, picture.height];
    }
    problem.textContent = why ?? '';
  };
  redraw(figure);
  return redraw;
}

/**
 * @param {HTMLElement} place @param {Input} input @param {(at: number, value: number) => void} set
 * @returns {(values: number[]) => void} shows values, but where the person is at work
 */
function control(place, input, set) {
  const { kind, label, min, max, step, values, options, columns } = input;
  const isHeld = (/** @type {Element} */ element) => /** @type {ShadowRoot | Document} */ (element.getRootNode()).activeElement === element;
  if (kind === 'matrix') {
    const fieldset = place.appendChild(document.createElement('fieldset'));
    fieldset.appendChild(document.createElement('legend')).textContent = label;
    const grid = fieldset.appendChild(document.createElement('div'));
    grid.className = 'matrix';
    grid.style.gridTemplateColumns = `repeat(${columns}, auto)`;
    /** @type {(() => void)[]} */
    const shades = [];
    const cells = values.map((value, at) => {
      const cell = grid.appendChild(document.createElement('input'));
      Object.assign(cell, { type: 'number', min: String(min), max: String(max), step: String(step), value: String(value) });
      cell.setAttribute('aria-label', `${label}, row ${Math.floor(at / columns) + 1}, column ${at % columns + 1}`);
      // Positive weights orange, negative ones blue, as in the pictures of matrices.
      const shade = () => {
        const share = Math.min(Math.abs(cell.valueAsNumber) / Math.max(Math.abs(min), Math.abs(max), 1e-9), 1) || 0;
        cell.style.backgroundImage = `linear-gradient(rgb(${cell.valueAsNumber < 0 ? '0 114 178' : '213 94 0'} / ${0.6 * share}) 0 0)`;
      };
      cell.addEventListener('input', () => {
        shade();
        set(at, cell.valueAsNumber);
      });
      letDrag(cell);
      shade();
      shades.push(shade);
      return cell;
    });
    return now => cells.forEach((cell, at) => {
      if (isHeld(cell)) return;
      cell.value = String(now[at]);
      shades[at]();
    });
  }
  const line = place.appendChild(document.createElement('label'));
  line.append(label);
  if (kind === 'choice') {
    const select = line.appendChild(document.createElement('select'));
    (options ?? []).forEach((name, at) => select.add(new Option(name, String(at), false, at === values[0])));
    select.addEventListener('change', () => set(0, Number(select.value)));
    return ([now]) => {
      if (!isHeld(select)) select.value = String(now);
    };
  }
  const slider = line.appendChild(document.createElement('input'));
  Object.assign(slider, { type: 'range', min: String(min), max: String(max), step: String(step), value: String(values[0]) });
  const shown = line.appendChild(document.createElement('b'));
  shown.textContent = String(values[0]);
  slider.addEventListener('input', () => {
    shown.textContent = slider.value;
    set(0, slider.valueAsNumber);
  });
  return ([now]) => {
    if (isHeld(slider)) return;
    slider.value = String(now);
    shown.textContent = String(now);
  };
}

/** Pressed and drawn to the right a number grows, to the left it shrinks; a click still types. @param {HTMLInputElement} input */
function letDrag(input) {
  const pixels = 12;
  input.addEventListener('pointerdown', down => {
    if (down.button !== 0) return;
    const from = input.value;
    let steps = 0;
    const move = (/** @type {PointerEvent} */ { clientX }) => {
      const now = Math.round((clientX - down.clientX) / pixels);
      if (now === steps) return;
      steps = now;
      input.setPointerCapture(down.pointerId);
      input.value = from;
      if (steps > 0) input.stepUp(steps);
      else if (steps < 0) input.stepDown(-steps);
      input.dispatchEvent(new Event('input', { bubbles: true }));
    };
    const up = () => {
      input.removeEventListener('pointermove', move);
      if (steps) input.select();
    };
    input.addEventListener('pointermove', move);
    input.addEventListener('pointerup', up, { once: true });
    input.addEventListener('pointercancel', up, { once: true });
  });
}
