// Requirements can be dragged within their section. Letting go sends the form of the place, which is there without this.
"use strict";

(() => {
  const EDGE = 60; // pixels from the edge of the window at which it scrolls along
  const STEP = 12; // pixels that it scrolls at a time
  let drag = null;

  const place = (row) => [...row.parentElement.children].indexOf(row) + 1;
  const stop = () => {
    drag.row.classList.remove("dragged");
    drag = null;
  };
  const putBack = () => {
    if (!drag) return;
    drag.list.insertBefore(drag.row, drag.next);
    stop();
  };
  const scrollAlong = (y) => {
    if (y < EDGE) window.scrollBy(0, -STEP);
    else if (y > window.innerHeight - EDGE) window.scrollBy(0, STEP);
  };

  document.addEventListener("pointerdown", (event) => {
    const handle = event.button === 0 && event.target.closest && event.target.closest(".drag-handle");
    if (!handle) return;
    event.preventDefault();
    const row = handle.closest(".requirement");
    drag = { row, list: row.parentElement, next: row.nextElementSibling, from: place(row) };
    row.classList.add("dragged");
  });
  document.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const { row, list } = drag;
    const above = (other) => {
      const { top, height } = other.getBoundingClientRect();
      return event.clientY < top + height / 2;
    };
    const next = [...list.children].find((other) => other !== row && above(other)) || null;
    if (next !== row.nextElementSibling) list.insertBefore(row, next);
    scrollAlong(event.clientY);
  });
  document.addEventListener("pointerup", () => {
    if (!drag) return;
    const { row, from } = drag;
    stop();
    const form = row.querySelector("form.place");
    if (!form || place(row) === from) return;
    form.elements.namedItem("place").value = place(row);
    form.requestSubmit();
  });
  document.addEventListener("pointercancel", putBack);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") putBack(); });
})();
