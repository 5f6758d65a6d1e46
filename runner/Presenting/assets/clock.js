// Times that go by, counted here: the server need not say each second. They move with whatever else moves on the page, or in the
// second half of their second, as each frame costs a training that runs on the same machine.
export function keepTime() {
  setInterval(() => tell(false), 250);
  new MutationObserver(() => tell(true)).observe(document.body, { childList: true, subtree: true, characterData: true, attributeFilter: ["data-since", "data-elapsed"] });
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
  for (const element of document.querySelectorAll("[data-elapsed]")) {
    const time = Math.max(0, now - element.dataset.elapsed);
    if (isDue(time)) say(element, `${two(time / 60_000)}:${two(time / 1000 % 60)}`);
  }
  const day = new Date(now);
  for (const element of document.querySelectorAll("[data-clock]")) say(element, `${two(day.getHours())}:${two(day.getMinutes())}`);
}

const two = number => String(Math.floor(number)).padStart(2, "0");
const say = (element, text) => element.textContent === text || (element.textContent = text); // The same text again is another frame.
