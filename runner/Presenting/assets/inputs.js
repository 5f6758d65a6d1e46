// Numbers that can be dragged: pressed and drawn to the right they grow, to the left they shrink; a click still types.
document.addEventListener("pointerdown", down => {
  const input = down.target.closest?.("input[data-drag]");
  if (!input || input.matches(":disabled") || down.button !== 0) return;
  const from = Number(input.value), pixels = 12;
  let steps = 0;

  const move = event => {
    const now = Math.round((event.clientX - down.clientX) / pixels);
    if (now === steps) return;
    steps = now;
    input.setPointerCapture(down.pointerId);
    input.value = from;
    if (steps > 0) input.stepUp(steps);
    else if (steps < 0) input.stepDown(-steps);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const up = () => {
    input.removeEventListener("pointermove", move);
    if (steps) input.select();
  };
  input.addEventListener("pointermove", move);
  input.addEventListener("pointerup", up, { once: true });
  input.addEventListener("pointercancel", up, { once: true });
});
