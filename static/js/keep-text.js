/* No page of the desk takes away what somebody typed. Before a page with unsaved text is left, the browser asks. Sending
   the form is no leaving: every button sends all of it; and a second press while the first is on its way sends nothing.
   A form that saves itself (data-autosave) is left alone. Nothing is stored. */
(() => {
  const PATIENCE = 10000; // milliseconds after which a form that got no answer may be sent again
  const forms = [...document.querySelectorAll("form[method=post]")]
    .filter((form) => form.dataset.autosave === undefined && form.querySelector("textarea, input:is([type=text], [type=file], :not([type]))"));
  const failed = document.querySelector(".errornote, .refused, .coding-refusals");
  const unsaved = new Set(forms.filter((form) => form.dataset.unsaved || (failed && form.dataset.unsaved === undefined)));
  for (const form of forms) {
    let sent = 0;
    form.addEventListener("input", () => { unsaved.add(form); });
    form.addEventListener("submit", (event) => {
      if (Date.now() - sent < PATIENCE) event.preventDefault();
      else {
        sent = Date.now();
        unsaved.delete(form);
      }
    });
    window.addEventListener("pageshow", () => { sent = 0; });
  }
  window.addEventListener("beforeunload", (event) => { if (unsaved.size) event.preventDefault(); });
})();
