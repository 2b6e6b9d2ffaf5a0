// Keeps an unfinished form: every few seconds after typing it is saved; where that fails, a copy stays in this tab.
// Without this script the form has a "Save draft" button, and every button of the form saves as well. What it says to
// people are the page's words (data-...), in the language of the page.
"use strict";

document.querySelectorAll("form[data-autosave]").forEach((form) => {
  const PAUSE = 3000; // milliseconds after the last key
  const AGAIN = 20000; // milliseconds until the next attempt after a failure
  const said = form.dataset;
  const status = form.querySelector("[data-autosave-status]");
  const token = form.elements.namedItem("seen_token");
  const key = form.dataset.key;
  let timer = null;
  let saving = null; // the promise of the save under way
  let changed = false;
  let stopped = false;

  const typed = () => {
    const fields = [...new FormData(form)];
    return fields.filter(([name]) => !["csrfmiddlewaretoken", "seen_token", "finished"].includes(name));
  };
  const tell = (words) => {
    status.textContent = words;
  };
  // `sent`: the copy went to the server with a button. If a newer version comes back, it has arrived.
  const keepHere = (sent = false) => {
    try {
      sessionStorage.setItem(key, JSON.stringify({ token: token.value, sent, fields: typed() }));
      return true;
    } catch {
      return false;
    }
  };
  const forgetHere = () => {
    try {
      sessionStorage.removeItem(key);
    } catch {
      // Private windows may have no storage; then there is nothing to forget.
    }
  };
  const failed = (why) => {
    tell([said.notSaved.replace("{why}", () => why), keepHere() ? said.copyKept : said.copyNotKept].join(" "));
  };

  function save() {
    timer = null;
    if (saving || stopped) return;
    saving = attempt().finally(() => {
      saving = null;
    });
  }

  async function attempt() {
    changed = false;
    let next = null;
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Requested-With": "XMLHttpRequest", Accept: "application/json" },
        redirect: "error",
      });
      if (answer.ok) {
        token.value = (await answer.json()).edit_token;
        forgetHere();
        const language = document.documentElement.lang || "en-GB";
        const time = new Date().toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
        tell(said.savedAt.replace("{time}", () => time));
      } else if (answer.status === 409) {
        stopped = true; // another window has saved: the person decides, no script
        failed([(await answer.json()).refusal, said.showsBoth].join(" "));
      } else if (answer.status === 403) {
        failed(said.signedOut);
        next = AGAIN;
      } else {
        failed(said.serverAnswered.replace("{status}", () => answer.status));
        next = AGAIN;
      }
    } catch {
      failed(said.noConnection);
      next = AGAIN;
    }
    if (changed && next === null) next = PAUSE;
    if (next !== null && !stopped) timer = timer || setTimeout(save, next);
  }

  function later() {
    changed = true;
    if (stopped) {
      keepHere();
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  }

  const same = (copy) => JSON.stringify(copy) === JSON.stringify(typed());

  function offer() {
    let kept = null;
    try {
      kept = JSON.parse(sessionStorage.getItem(key));
    } catch {
      kept = null;
    }
    const copy = kept?.fields;
    if (!Array.isArray(copy)) return;
    if (same(copy) || (kept.sent && Number(token.value) > Number(kept.token))) {
      forgetHere();
      return;
    }
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = said.bringBack;
    button.addEventListener("click", () => {
      bringBack(copy);
      button.remove();
    });
    status.after(button);
    tell(said.notSavedEarlier);
  }

  // Groups are added by the server. A copy with more of them than the page has goes to the server as it is.
  function bringBack(copy) {
    const counts = (fields) => JSON.stringify(fields.filter(([name]) => name.startsWith("_")));
    if (counts(copy) !== counts(typed())) {
      const carrier = document.createElement("form");
      carrier.method = "post";
      carrier.action = form.action;
      const fields = [...copy, ["_do", "save"], ["seen_token", token.value],
        ["csrfmiddlewaretoken", form.elements.namedItem("csrfmiddlewaretoken").value]];
      fields.forEach(([name, value]) => {
        const field = document.createElement("textarea");
        field.name = name;
        field.value = value;
        carrier.append(field);
      });
      carrier.hidden = true;
      document.body.append(carrier);
      forgetHere();
      carrier.submit();
      return;
    }
    [...form.elements].forEach((field) => {
      if (!field.name || field.type === "hidden" || field.type === "submit" || field.name === "finished") return;
      const values = copy.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
      else field.value = values.shift() ?? "";
    });
    later();
  }

  form.addEventListener("input", later);
  // Leaving the page with something unsaved: the tab keeps a copy, and no dialogue stands in the way.
  addEventListener("pagehide", () => {
    if (changed && !stopped) keepHere();
  });
  form.addEventListener("submit", (event) => {
    if (saving) {
      // Two saves at once would look like two windows: let the first one end.
      event.preventDefault();
      const button = event.submitter;
      saving.then(() => form.requestSubmit(button));
      return;
    }
    stopped = true;
    clearTimeout(timer);
    keepHere(true);
  });
  offer();
});
