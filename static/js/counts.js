/* Counts words, minutes and reading grade while somebody types. The rules are those of evidence/desk/readability.py,
   and a test holds both to the same samples. Its words are those of the page (data-count-words). Without JavaScript the
   server's counts stand after each save. */
(() => {
  // The white space of Python's str.split(), which is not quite JavaScript's.
  const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
  const WORD = new RegExp(`[^${SPACE}]+`, "g");
  const SENTENCE_END = new RegExp(`[.!?…]["'”’)\\]]*[${SPACE}]+(?![${SPACE}a-zß-öø-ÿ])|[\\r\\n]+`);
  const VOWELS = /[aeiouyà-æè-ïò-öøù-ýÿ]+/g;
  const SILENT_END = /(?:[gq]ue[sd]?|[^aeiouyl]e|[aeiouy]le|[^aeiouycsxzghl]es|[aeiouy]les|[^aeiouytd]ed)$/;
  const WORDS_A_MINUTE = 150;

  const page = document.querySelector("[data-count-words]");
  if (!page) return;
  const said = JSON.parse(page.dataset.countWords);
  const fill = (pattern, values) => pattern.replace(/%\((\w+)\)[sd]/g, (_place, name) => values[name]);
  const words = (text) => text.match(WORD) || [];

  function syllables(word) {
    const plain = word.replace(/[^A-Za-z]/g, "");
    if (/^[A-Z]{2,6}$/.test(plain)) return plain.length;
    const letters = word.toLowerCase().replace(/[^a-zß-öø-ÿ]/g, "");
    let groups = (letters.match(VOWELS) || []).length;
    if (groups > 1 && SILENT_END.test(letters)) groups -= 1;
    return Math.max(1, groups);
  }

  function grade(text) {
    const all = words(text);
    if (!all.length) return 0;
    const sentences = text.split(SENTENCE_END).filter((part) => words(part).length).length;
    const spoken = all.reduce((sum, word) => sum + syllables(word), 0);
    const exact = 0.39 * all.length / sentences + 11.8 * spoken / all.length - 15.59;
    return exact > 0 ? Math.max(0, Math.floor(exact * 10 + 0.5) / 10) : 0;
  }

  function readingTime(count) {
    const halves = Math.max(1, Math.round(count * 2 / WORDS_A_MINUTE));
    const whole = fill(said.minutes, { minutes: `${Math.floor(halves / 2)}${halves % 2 ? "½" : ""}` });
    const minutes = halves === 1 ? said.half : halves === 2 ? said.minute : whole;
    return fill(said.time, { words: fill(count === 1 ? said.word : said.words, { count }), minutes });
  }

  function counts(text, limit) {
    const count = words(text).length;
    if (!count) return said.empty;
    const told = [readingTime(count), fill(said.grade, { grade: grade(text).toFixed(1).replace(".", said.point) })];
    if (limit && count > limit) {
      const over = count - limit;
      told.push(fill(over === 1 ? said.over : said.overMany, { over, limit }));
    }
    return told.join(" · ");
  }

  for (const place of document.querySelectorAll("[data-counts-of]")) {
    const box = document.getElementById(place.dataset.countsOf);
    const show = () => { place.textContent = counts(box.value, Number(place.dataset.limit)); };
    if (box) box.addEventListener("input", show);
  }
})();
