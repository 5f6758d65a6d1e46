// Tables of outputs can be sorted by a column, and long ones are shown a page at a time. What is shown is what came: nothing is asked for.
const page = 20;
const cellOf = (row, column) => row.cells[column]?.textContent.trim() ?? "";
const number = text => text === "" ? NaN : Number(text.replaceAll("−", "-").replaceAll(",", ""));

function compare(one, other) {
  const [a, b] = [number(one), number(other)];
  return Number.isNaN(a) || Number.isNaN(b) ? one.localeCompare(other, undefined, { numeric: true }) : a - b;
}

function adopt(table) {
  table.dataset.adopted = "";
  const heads = [...table.tHead?.rows[0]?.cells ?? []];
  const body = table.tBodies[0];
  if (table.tHead?.rows.length !== 1 || table.tBodies.length !== 1 || body.rows.length < 2 || table.querySelector("table, [rowspan], [colspan]")) return;
  const came = [...body.rows];
  let first = 0;
  heads.forEach((head, column) => {
    head.tabIndex = 0;
    head.ariaSort = "none";
    head.title = "Sort";
    const sort = () => {
      const next = { none: "ascending", ascending: "descending", descending: "none" }[head.ariaSort];
      for (const each of heads) each.ariaSort = "none";
      head.ariaSort = next;
      const way = next === "descending" ? -1 : 1;
      body.append(...next === "none" ? came : came.toSorted((a, b) => way * compare(cellOf(a, column), cellOf(b, column))));
      turn(0);
    };
    head.addEventListener("click", sort);
    head.addEventListener("keydown", event => {
      if (!["Enter", " "].includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      sort();
    });
  });

  const words = document.createElement("span");
  const button = (label, name, by) => {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: label, ariaLabel: name });
    made.addEventListener("click", () => turn(first + by));
    return made;
  };
  const [back, on] = [button("‹", "Earlier rows", -page), button("›", "Later rows", page)];
  const turn = to => {
    first = Math.max(0, Math.min(to, came.length - 1));
    [...body.rows].forEach((row, i) => { row.hidden = came.length > page && (i < first || i >= first + page); });
    words.textContent = `${first + 1} to ${Math.min(first + page, came.length)} of ${came.length}`;
    [back.disabled, on.disabled] = [first === 0, first + page >= came.length];
  };
  if (came.length > page) {
    const bar = Object.assign(document.createElement("div"), { className: "pages" });
    bar.append(back, words, on);
    table.after(bar);
  }
  turn(0);
}

export function adoptTables() {
  const all = () => document.querySelectorAll(".shown table:not([data-adopted])").forEach(adopt);
  new MutationObserver(all).observe(document.body, { childList: true, subtree: true });
  all();
}
