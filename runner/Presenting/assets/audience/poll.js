// A question to the room: one answer goes out, and what all have answered comes in.
const form = document.getElementById("Ask");
let shown;

const make = (name, properties, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};
const given = poll => JSON.parse(sessionStorage.getItem(`answer-${poll.id}`));

export function ask(poll) {
  if (JSON.stringify(poll) === shown) return;
  shown = JSON.stringify(poll);
  const contents = poll && (!poll.bars ? given(poll) === null ? question(poll) : thanks(poll, given(poll)) : poll.bars.length ? answers(poll) : undefined);
  form.hidden = !contents;
  form.replaceChildren(...contents ?? []);
}

const name = (poll, answer) => poll.choices.length ? poll.choices[answer].letter : answer.toLocaleString("en");
const words = text => make("p", { textContent: text });

function question(poll) {
  if (poll.choices.length) {
    form.onsubmit = null;
    return [words(poll.question), ...poll.choices.map(({ letter, text }, i) =>
      make("button", { type: "button", onclick: () => send(poll, i) }, make("b", { textContent: letter }), text))];
  }
  const input = make("input", { type: "number", required: true, step: 1, min: poll.from, max: poll.to, inputMode: poll.from < 0 ? "text" : "numeric", placeholder: `${poll.from.toLocaleString("en")} to ${poll.to.toLocaleString("en")}` });
  input.setAttribute("aria-label", "Your prediction");
  form.onsubmit = event => { event.preventDefault(); send(poll, input.valueAsNumber); };
  return [words(poll.question), input, make("button", { type: "submit", textContent: "Send" })];
}

const thanks = (poll, answer) => [words(`You predict ${name(poll, answer)}. The room's answers come next.`)];

function answers(poll) {
  const [most, own] = [Math.max(1, ...poll.bars.map(bar => bar.count)), given(poll)];
  const bars = poll.bars.map((bar, i) => make("li", { className: own !== null && (poll.choices.length ? i === own : bar.name === name(poll, own)) ? "own" : "" },
    make("span", { className: "bar", style: `width: ${100 * bar.count / most}%` }), make("b", { textContent: bar.name }), make("span", { textContent: bar.text }), make("span", { className: "count", textContent: bar.count })));
  const title = own === null ? "The room predicts" : `The room predicts; you: ${name(poll, own)}`;
  return [make("details", { open: true }, make("summary", { textContent: title }), make("ol", {}, ...bars))]; // To be closed where it is in the way.
}

async function send(poll, answer) {
  for (const control of form.elements) control.disabled = true;
  const response = await fetch(`audience/answer?${new URLSearchParams({ question: poll.id, answer })}`, { method: "POST" }).catch(() => undefined);
  if (response?.ok) {
    sessionStorage.setItem(`answer-${poll.id}`, answer);
    form.replaceChildren(...thanks(poll, answer));
  } else if (response?.status === 409) {
    form.replaceChildren(words("This answer is not counted: you have answered already, or the question is closed."));
  } else {
    for (const control of form.elements) control.disabled = false;
    form.prepend(words("It did not arrive. Try again."));
  }
}
