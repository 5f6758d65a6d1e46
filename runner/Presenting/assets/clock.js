// Times that go by, counted here: the server need not say each second. They move with whatever else moves on the page, or in the
// second half of their second, as each frame costs a training that runs on the same machine.
export function keepTime() {
  setInterval(() => tell(false), 250);
  new MutationObserver(() => tell(true)).observe(document.body, { childList: true, subtree: true, characterData: true, attributeFilter: ["data-since", "data-elapsed", "data-held", "data-target", "data-from"] });
}

function tell(isMoving) {
  const now = Date.now();
  const isDue = time => isMoving || time % 1000 >= 500;
  for (const element of document.querySelectorAll("[data-since]")) {
    const time = Math.max(0, now - element.dataset.since);
    const seconds = Math.floor(time / 1000);
    const text = seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
    if (isDue(time) && element.dataset.time !== text) element.dataset.time = text;
  }
  let talk; // How long it takes yet; it stands still where it is held.
  for (const element of document.querySelectorAll("[data-elapsed], [data-held]")) {
    const { elapsed, held, target } = element.dataset;
    talk = Math.max(0, elapsed ? now - elapsed : held);
    if (!isDue(talk)) continue;
    say(element, `${two(talk / 60_000)}:${two(talk / 1000 % 60)}`);
    color(element, !target || talk < .9 * target ? "" : talk < target ? "near" : "over");
  }
  for (const element of document.querySelectorAll("[data-from]")) {
    if (talk === undefined) break;
    const { from, to } = element.dataset;
    const [ahead, behind] = [minutes(from - talk), minutes(talk - to)];
    say(element, ahead > 0 ? `${ahead} min ahead` : behind > 0 ? `${behind} min behind` : "in time");
    color(element, behind > 4 ? "over" : behind > 1 ? "near" : "");
  }
  const day = new Date(now);
  for (const element of document.querySelectorAll("[data-clock]")) say(element, `${two(day.getHours())}:${two(day.getMinutes())}`);
}

const minutes = time => Math.floor(time / 60_000);
const color = (element, tone) => element.dataset.tone === tone || (element.dataset.tone = tone);
const two = number => String(Math.floor(number)).padStart(2, "0");
const say = (element, text) => element.textContent === text || (element.textContent = text); // The same text again is another frame.
