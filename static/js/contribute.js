// Sends the forms of the letterbox without leaving the page, so that no failure can take away what was typed.
// Nothing is kept in the browser: ill people share devices. Without this script the forms work the same way.
"use strict";

(() => {
  const SLOW = 20000; // milliseconds after which we say that it takes long
  const WORDS = document.currentScript.dataset; // what it says, in the language of the page
  let unread = false; // a receipt is on the page that nobody has copied or printed yet

  const note = (form, words) => {
    const place = form.querySelector("[data-note]");
    if (place) place.textContent = words;
  };

  // The server's page takes the place of this one. What holds the answer is always one of our own pages.
  function show(html, form) {
    const next = new DOMParser().parseFromString(html, "text/html");
    const fresh = next.querySelector("main .letterbox");
    if (!fresh) return false;
    const code = form.querySelector("#id_code")?.value;
    document.querySelector("main").replaceChildren(document.importNode(fresh.parentNode, true).querySelector(".letterbox"));
    document.title = next.title;
    const field = document.querySelector("#id_code");
    if (field && code && !field.value) field.value = code;
    furnish();
    const goal = document.querySelector("main [autofocus]") || document.querySelector("main h1[tabindex]");
    goal?.focus();
    goal?.scrollIntoView({ block: "start" });
    return true;
  }

  async function send(form, button) {
    form.setAttribute("aria-busy", "true");
    button?.setAttribute("aria-disabled", "true");
    note(form, WORDS.sending);
    const slow = setTimeout(() => note(form, WORDS.slow), SLOW);
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        credentials: "same-origin",
        referrerPolicy: "no-referrer",
        redirect: "error",
        headers: { Accept: "text/html" },
      });
      const html = (answer.headers.get("Content-Type") || "").startsWith("text/html") ? await answer.text() : "";
      const itself = new DOMParser().parseFromString(html, "text/html");
      // A page that brings no form back must not take the place of what was typed.
      const brings = answer.ok || itself.querySelector("form[data-letterbox], form [name=sure]");
      clearTimeout(slow);
      if (brings && show(html, form)) return;
      const said = itself.querySelector("[data-problem] .lead")?.textContent;
      note(form, said ? `${said} ${WORDS.kept}` : `${WORDS.failed.replace("{status}", answer.status)} ${WORDS.kept} ${WORDS.later}`);
    } catch {
      note(form, `${WORDS.offline} ${WORDS.kept} ${WORDS.once}`);
    } finally {
      clearTimeout(slow);
      form.removeAttribute("aria-busy");
      button?.removeAttribute("aria-disabled");
    }
  }

  function offerActions() {
    const place = document.querySelector("[data-receipt] [data-actions]");
    const field = document.querySelector("#code-copy");
    if (!place || !field || place.childElementCount) return;
    const add = (words, action) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button";
      button.textContent = words;
      button.addEventListener("click", () => action(button));
      place.append(button);
    };
    const seen = () => { unread = false; };
    add(WORDS.copy, async (button) => {
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
        button.textContent = WORDS.copied;
        seen();
      } catch {
        button.textContent = WORDS.selected;
      }
    });
    add(WORDS.print, () => { seen(); window.print(); });
    field.addEventListener("copy", seen);
    document.addEventListener("copy", seen);
    document.querySelectorAll("a").forEach((link) => link.addEventListener("click", seen));
  }

  function furnish() {
    document.querySelectorAll("form[data-letterbox]").forEach((form) => {
      if (form.dataset.furnished) return;
      form.dataset.furnished = "yes";
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (form.getAttribute("aria-busy") !== "true") send(form, event.submitter);
      });
    });
    // A page that came by script is gone when it is loaded again, and with it the code.
    unread = Boolean(document.querySelector("[data-receipt]"));
    offerActions();
  }

  window.addEventListener("beforeunload", (event) => { if (unread) event.preventDefault(); });
  furnish();
  // A receipt that the browser loaded itself comes back by loading again: no question is needed.
  unread = false;
})();
