/* Keeps "who else is here" fresh while somebody is at work. It rests when nothing is typed or scrolled, so that an
   open page at an empty desk neither claims that somebody is there nor keeps a session from ending. */
(() => {
  const place = document.querySelector("[data-presence]");
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (!place || !token) return;
  const EVERY = 4 * 60 * 1000; // milliseconds; presence is forgotten after ten minutes
  let active = false;
  for (const sign of ["input", "keydown", "pointerdown", "scroll"]) {
    document.addEventListener(sign, () => { active = true; }, { passive: true });
  }
  setInterval(async () => {
    if (!active) return;
    active = false;
    const answer = await fetch(place.dataset.presence, {
      method: "POST", headers: { "X-CSRFToken": token.value }, redirect: "error",
    }).catch(() => null);
    if (!answer || !answer.ok) return;
    const { here } = await answer.json();
    const { others, nobody } = place.dataset; // in the language of the page
    place.textContent = here.length ? others.replace("{names}", () => here.join(", ")) : nobody;
  }, EVERY);
})();
