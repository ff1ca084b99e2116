// Bars of the plan can be dragged. Letting go opens the page that shows what would follow; nothing is moved by itself.
"use strict";

(() => {
  const LEAST = 4; // pixels: less is a press, which follows the bar's link
  let drag = null;

  const dayAfter = (day, days) => {
    const moved = new Date(`${day}T00:00:00Z`);
    moved.setUTCDate(moved.getUTCDate() + days);
    return moved.toISOString().slice(0, 10);
  };
  const daysDragged = (event) => {
    const { track, startX } = drag;
    const perDay = track.getBoundingClientRect().width / Number(track.dataset.days);
    return Math.round((event.clientX - startX) / perDay);
  };
  const stop = () => {
    if (!drag) return;
    drag.bar.classList.remove("plan-dragged");
    drag.bar.removeAttribute("transform");
    drag = null;
  };

  document.addEventListener("pointerdown", (event) => {
    const bar = event.button === 0 && event.target.closest && event.target.closest(".plan-movable");
    if (!bar) return;
    drag = { bar, track: bar.closest("[data-move]"), startX: event.clientX, moved: false };
  });
  document.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const by = event.clientX - drag.startX;
    if (Math.abs(by) < LEAST && !drag.moved) return;
    drag.moved = true;
    drag.bar.classList.add("plan-dragged");
    drag.bar.setAttribute("transform", `translate(${by} 0)`);
  });
  document.addEventListener("pointerup", (event) => {
    if (!drag) return;
    const { bar, track, moved } = drag;
    const days = moved ? daysDragged(event) : 0;
    stop();
    if (!moved) return;
    // The press that ends a drag must not follow the bar's own link.
    document.addEventListener("click", (click) => click.preventDefault(), { capture: true, once: true });
    if (days === 0) return;
    const asked = new URLSearchParams({ step: bar.dataset.step, to: dayAfter(bar.dataset.day, days), how: "along" });
    window.location.assign(`${track.dataset.move}?${asked}`);
  });
  document.addEventListener("pointercancel", stop);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") stop(); });
  // The browser's own dragging of links would take the bar away.
  document.addEventListener("dragstart", (event) => {
    if (event.target.closest && event.target.closest(".plan-movable")) event.preventDefault();
  });
})();
