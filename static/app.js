// Small helps on top of pages that work without them.
"use strict";

(() => {
  // Ask before leaving a form in which something was typed and not sent.
  let changed = false;
  let sending = false;
  const guarded = (element) => element.closest && element.closest("form[data-warn]");

  document.addEventListener("input", (event) => {
    if (guarded(event.target)) changed = true;
  });
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented && guarded(event.target)) sending = true;
  });
  window.addEventListener("pageshow", () => { sending = false; });
  window.addEventListener("beforeunload", (event) => {
    if (changed && !sending) event.preventDefault();
  });
  changed = document.querySelector("form[data-warn][data-changed]") !== null;

  // A form that came back with errors is read from its summary.
  const summary = document.getElementById("error-summary");
  if (summary) summary.focus();

  // A row that was just added is where the typing goes on.
  const toFreshRow = () => {
    const field = document.querySelector("[data-fresh] :is(input:not([type=hidden]), select, textarea)");
    if (field) field.focus();
  };
  toFreshRow();
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.matches && event.target.matches("form.form")) toFreshRow();
  });

  // The address of a list carries only what was chosen.
  document.addEventListener("htmx:configRequest", (event) => {
    const { elt, parameters } = event.detail;
    if (!elt.matches(".list-form")) return;
    for (const key of [...parameters.keys()]) {
      if (parameters.getAll(key).every((value) => value === "")) parameters.delete(key);
    }
  });

  // Menus close on Escape and on a press elsewhere.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  // While a list or a form is being fetched, it says so to those who cannot see it.
  document.addEventListener("htmx:beforeRequest", (event) => {
    event.detail.target.setAttribute("aria-busy", "true");
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    event.detail.target.removeAttribute("aria-busy");
  });
  // A request that fails is repeated as an ordinary page, which says what is wrong.
  document.addEventListener("htmx:responseError", (event) => {
    const { requestConfig } = event.detail;
    if (requestConfig.verb === "get" && event.target.closest(".list-form")) {
      window.location.assign(event.detail.pathInfo.finalRequestPath);
    }
  });
})();
