/* Asks before a page with unsaved text is left. Sending the form is no leaving: every button sends all of it. */
(() => {
  const form = document.querySelector("form[data-unsaved]");
  if (!form) return;
  let unsaved = Boolean(form.dataset.unsaved);
  form.addEventListener("input", () => { unsaved = true; });
  form.addEventListener("submit", () => { unsaved = false; });
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
})();
