// The time that running cells have run, counted here: the server need not say each second.
export function keepTime() {
  setInterval(() => {
    for (const element of document.querySelectorAll("[data-since]")) {
      const seconds = Math.max(0, Math.floor((Date.now() - Number(element.dataset.since)) / 1000));
      const time = seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
      if (element.dataset.time !== time) element.dataset.time = time;
    }
  }, 250);
}
