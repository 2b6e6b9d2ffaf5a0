"""The demo collection says nothing that its sources do not say.

People make health decisions beside these pages, so the files of ``atlas/demo`` are tested as closely as code.
No database and no Django: the files are read as they stand. Three kinds of promise are checked:

1. form: every study has its entry in ``citations.bib`` and the values that the loader knows;
2. plain language: word limits, sentence lengths, a reading grade;
3. truth: each DOI, PMID and title that names a file of ``../shared`` stands in that file, every number in our
   texts stands in the abstract they were written from, and no run of eight words is copied from it.

The third kind needs ``../shared``, which is no part of the project; those tests skip where it is absent.
"""

import json
import re
import tomllib
import unicodedata
from pathlib import Path

import pytest

from evidence.citations.importers import parse
from evidence.citations.slugs import study_slug
from evidence.pem import NOT_APPLICABLE_REASONS, Cohort, PEMFacts, Verdict, decide
from evidence.pem.reference import criteria_by_key
from evidence.vocabulary import (
    BASIS,
    LINKS,
    LIST_TEXT_FIELDS,
    NOTICES,
    PEER_REVIEW,
    STUDY_DESIGNS,
    TEXT_FIELDS,
)

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "atlas" / "demo"
SHARED = ROOT.parent / "shared"

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="The source material in ../shared is not on this machine."
)

FACTS = {"cases", "controls", "severity", "duration", "country", "funder", "registration", "open_access_url"}
REQUIRED = {"cite", "facts_from", "confirmed_by", "registered_title", "design", "peer_review"}
REQUIRED |= {"basis", "basis_seen", "facts", "text", "pem", "topics"}
OPTIONAL = {"notices", "links", "later"}
TOPICS = {topic["key"] for topic in json.loads((ROOT / "evidence/actions/first_topics.json").read_text("utf-8"))}
LATER = {"reason", "pem", "text", "facts"}
PLAIN_FIELDS = ("one_sentence", "summary", "why_it_matters")
PEM_REQUIRED = {
    "coded_by",
    "applicable",
    "why_not_applicable",
    "verdict",
    "quote",
    "place",
    "basis",
    "comment",
}
PEM_OPTIONAL = {"source", "cohorts", "second", "adjudicated", "reason"}
COHORT_KEYS = {"label", "criteria", "combination", "explicit_pem", "purpose"}

MAX_SENTENCE_WORDS = 25
MAX_ONE_SENTENCE_WORDS = 25
MAX_SUMMARY_WORDS = 150
MAX_QUOTE_WORDS = 40
MAX_READING_GRADE = 9.0
COPIED_RUN = 8

# Names that the pages explain in place. Each counts as a word of two syllables, so that the grade measures
# our sentences and not the name of a drug.
NAMES_THAT_STAND = {"post-exertional", "daratumumab", "rituximab", "cyclophosphamide", "cytokines"}
FORBIDDEN = re.compile(
    r"\b(cure[sd]?|proof|proves?|proven|breakthrough|landmark|validates?|game.changer|miracle)\b", re.I
)

# A score of how well groups are told apart (such as an AUC) is no share of people.
SHARE_OF_A_SCORE = re.compile(
    r"\b(?:tell|tells|told|telling|separat\w+|classif\w+|recogni[sz]\w+|sort\w*)\b[^.]*"
    r"(?:\bmost\b|\baccura|%(?: of)?(?: the)? (?:people|patients|samples|men|women)\b)",
    re.IGNORECASE,
)
# Document sharing, forums, social media, other atlases, test sites and addresses without a name.
WITHOUT_WEIGHT = re.compile(
    r"scribd|studylib|readkong|docslib|123docz|reddit|redlib|/statuses/|forum|s4me\.|mecfsatlas|cfsmeatlas"
    r"|staging|//\d+\.\d+\.\d+\.\d+",
    re.IGNORECASE,
)


def _read_studies() -> dict[str, dict]:
    """Return the studies by file stem, in the order of their names."""
    files = sorted((DEMO / "studies").glob("*.toml"))
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in files}


def _read_bib() -> dict[str, dict[str, str]]:
    """Return the entries of our own ``citations.bib`` by key.

    The file is ours and written one field a line, ``name = {value},``; the importer of the project is tested
    elsewhere, and this reader must not depend on it.
    """
    text = (DEMO / "citations.bib").read_text(encoding="utf-8")
    entries: dict[str, dict[str, str]] = {}
    for kind, key, body in re.findall(r"^@(\w+)\{([^,\s]+),\n(.*?)^\}$", text, re.MULTILINE | re.DOTALL):
        assert key not in entries, f"The key {key} stands twice in citations.bib."
        fields = re.findall(r"^  (\w+) = \{(.*)\},$", body, re.MULTILINE)
        assert len(fields) == len(body.splitlines()), f"The entry {key} has a line that is not one field."
        entries[key] = {"ENTRYTYPE": kind, **dict(fields)}
    return entries


STUDIES = _read_studies()
BIB = _read_bib()
every_study = pytest.mark.parametrize("cite", list(STUDIES))


def texts_of(study: dict) -> dict[str, str]:
    """Return every text of ours in a study by a name that says where it stands."""
    found: dict[str, str] = {}
    layers = [("text", study["text"])]
    layers += [(f"later[{n}].text", later.get("text", {})) for n, later in enumerate(study.get("later", []))]
    for layer, block in layers:
        for field, value in block.items():
            items = value if field in LIST_TEXT_FIELDS else [value]
            found |= {f"{layer}.{field}[{n}]": item for n, item in enumerate(items) if item}
    return found


def sentences_of(text: str) -> list[str]:
    """Split at a full stop, question or exclamation mark before a space and a capital or a digit."""
    return [part for part in re.split(r"(?<=[.!?])\s+(?=[A-Z0-9'‘“])", text.strip()) if part]


def words_of(text: str) -> list[str]:
    """Return the words: runs of letters and digits with inner hyphens, apostrophes, slashes and points."""
    return re.findall(r"[^\W_]+(?:[-'’/.,][^\W_]+)*", text)


def syllables_in(word: str) -> int:
    """Count syllables by groups of vowels.

    Rule: ME/CFS, abbreviations in capitals and numbers count as one syllable; the names in
    ``NAMES_THAT_STAND`` as two; a silent final e does not count.
    """
    if re.search(r"\d", word) or re.fullmatch(r"[A-Z/-]{2,}s?", word):
        return 1
    lower = word.lower()
    if lower in NAMES_THAT_STAND:
        return 2
    plain = unicodedata.normalize("NFKD", lower)
    total = 0
    for part in re.split(r"[-'’/]", plain):
        groups = re.findall(r"[aeiouy]+", part)
        count = len(groups)
        if re.search(r"[^aeiouyl]e$|[^aeiouy]es$|[^aeioutdy]ed$", part) and count > 1:
            count -= 1
        total += max(count, 1) if part else 0
    return max(total, 1)


def reading_grade(text: str) -> float:
    """Return the Flesch-Kincaid grade (Kincaid and others, 1975) of a text, a US school grade."""
    words = words_of(text)
    sentences = sentences_of(text)
    syllables = sum(syllables_in(word) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def plain(text: str) -> str:
    """Fold a text for comparing: no markup, no accents, lower case, single spaces."""
    text = re.sub(r"<[^>]+>", "", text)
    text = unicodedata.normalize("NFKD", text)
    text = "".join(ch for ch in text if not unicodedata.combining(ch))
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()


_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
NUMBER_WORDS = {word: str(value) for value, word in enumerate(_UNITS.split())}
NUMBER_WORDS |= {"sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19"}
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80}


def numbers_in(text: str) -> set[str]:
    """Return the numbers written in digits, with their thousands separators taken out."""
    joined = re.sub(r"(?<=\d)[,   ](?=\d{3}\b)", "", text)
    return {re.sub(r"\.0+$", "", number) for number in re.findall(r"\d+(?:\.\d+)?", joined)}


def numbers_meant(text: str) -> set[str]:
    """Return the numbers of a source: in digits, and in words such as "eight" or "forty-five"."""
    numbers = numbers_in(text)
    lower = text.lower()
    numbers |= {digits for word, digits in NUMBER_WORDS.items() if re.search(rf"\b{word}\b", lower)}
    for word, value in TENS.items():
        if re.search(rf"\b{word}\b", lower):
            numbers.add(str(value))
        for unit in re.findall(rf"\b{word}[- ](\w+)\b", lower):
            if unit in NUMBER_WORDS:
                numbers.add(str(value + int(NUMBER_WORDS[unit])))
    return numbers


def copied_runs(ours: str, source: str, length: int = COPIED_RUN) -> list[str]:
    """Return every run of ``length`` words of ours that stands in the same order in the source."""
    haystack = f" {plain(source)} "
    words = plain(ours).split()
    runs = (" ".join(words[n : n + length]) for n in range(len(words) - length + 1))
    return [run for run in runs if f" {run} " in haystack]


SHARED_PLACE = re.compile(r"[\w+./-]+\.(json|jsonl|bib|md|xml)(: \S+)?")


def _shared_text(place: str) -> str | None:
    """Return what stands at a place in ../shared such as ``pubmed/abstracts.json: 40903540``, or None.

    A place is a file, optionally with a key after a colon: the PMID in abstracts.json, the id in dev.jsonl,
    the entry key in a .bib, the key in criteria.json. A place that names no file there is not ours to check.
    """
    name, _, key = place.partition(": ")
    path = SHARED / ("design" if name == "design/seed-page.md" else "data") / name.removeprefix("design/")
    if not SHARED_PLACE.fullmatch(place):
        return None
    assert path.is_file(), f"{name} is named as a source, but is not in ../shared."
    text = path.read_text(encoding="utf-8")
    key = key.strip()
    if not key:
        return text
    if path.name == "abstracts.json":
        found = [row for row in json.loads(text) if row["pmid"] == key]
        assert found, f"{key} does not stand in {name}."
        row = found[0]
        return "\n".join([row["pmid"], row["title"], row["abstract"], " ".join(row["authors"]), str(row["year"])])
    if path.suffix == ".jsonl":
        found = [row for row in map(json.loads, text.splitlines()) if row["id"] == key]
        assert found, f"{key} does not stand in {name}."
        row = found[0]
        return "\n".join(str(row[field]) for field in ("title", "first_author", "year", "doi", "pmid", "text"))
    if path.suffix == ".bib":
        start = re.search(rf"^@\w+\s*\{{\s*{re.escape(key)}\s*,", text, re.MULTILINE)
        assert start, f"{key} does not stand in {name}."
        after = re.search(r"^@\w+\s*\{", text[start.end() :], re.MULTILINE)
        return text[start.start() : start.end() + after.start()] if after else text[start.start() :]
    if path.name == "criteria.json":
        found = [row for row in json.loads(text)["criteria"] if row["key"] == key]
        assert found, f"{key} does not stand in {name}."
        return json.dumps(found[0], ensure_ascii=False)
    return text


def _sources_of(claim: str) -> list[str]:
    """Split ``DOI: <first> and <second> and ...`` into its sources."""
    _, _, rest = claim.partition(": ")
    return [part.strip() for part in rest.split(" and ")]


# --- form ---------------------------------------------------------------------------------------------------


def test_the_collection_is_large_enough():
    assert len(STUDIES) >= 26


def test_every_study_has_one_citation_and_every_citation_one_study():
    assert set(STUDIES) == set(BIB)


@every_study
def test_the_file_has_the_keys_the_loader_knows(cite):
    study = STUDIES[cite]
    assert study["cite"] == cite
    assert set(REQUIRED) <= set(study) <= set(REQUIRED) | set(OPTIONAL)
    assert study["design"] in STUDY_DESIGNS
    assert study["peer_review"] in PEER_REVIEW
    assert study["basis"] in BASIS
    assert study["basis_seen"]
    assert study["facts_from"]
    assert set(study["facts"]) <= FACTS
    assert set(study["text"]) <= set(TEXT_FIELDS)
    assert study["topics"], "Its title says what it is about."
    assert study["topics"] == sorted(set(study["topics"]) & TOPICS)


@every_study
def test_the_citation_is_complete(cite):
    entry = BIB[cite]
    venue = {"article": "journal", "book": "publisher", "misc": "publisher"}[entry["ENTRYTYPE"]]
    assert {"title", "author", "year", venue} <= set(entry)
    assert re.fullmatch(r"(19|20)\d\d", entry["year"])
    assert entry.get("doi") or entry.get("pmid"), "No identifier is confirmed: it cannot be published."
    if "doi" in entry:
        assert re.fullmatch(r"10\.\d{4,9}/\S+", entry["doi"])
    if "pmid" in entry:
        assert re.fullmatch(r"\d{1,8}", entry["pmid"])
    if "pmcid" in entry:
        assert re.fullmatch(r"PMC\d+", entry["pmcid"])


def test_no_identifier_stands_twice():
    for field in ("doi", "pmid", "pmcid"):
        values = [entry[field].lower() for entry in BIB.values() if field in entry]
        assert len(values) == len(set(values)), f"Two studies share a {field}."


@every_study
def test_each_identifier_has_two_named_sources(cite):
    claims = STUDIES[cite]["confirmed_by"]
    for field, label in (("doi", "DOI"), ("pmid", "PMID")):
        named = [claim for claim in claims if claim.startswith(f"{label}: ")]
        assert len(named) == (1 if field in BIB[cite] else 0), f"One line must confirm the {label}."
        for claim in named:
            sources = _sources_of(claim)
            assert len(sources) >= 2
            assert len(set(sources)) == len(sources)


@every_study
def test_no_identifier_rests_on_a_source_without_weight(cite):
    for claim in STUDIES[cite]["confirmed_by"]:
        if not claim.startswith("title: "):
            assert not WITHOUT_WEIGHT.search(claim), claim


def _pem_blocks(study: dict) -> list[dict]:
    blocks = [study["pem"]]
    blocks += [study["pem"][key] for key in ("second", "adjudicated") if key in study["pem"]]
    blocks += [later["pem"] for later in study.get("later", []) if "pem" in later]
    return blocks


@every_study
def test_the_pem_block_is_whole(cite):
    for block in _pem_blocks(STUDIES[cite]):
        assert set(block) >= PEM_REQUIRED
        assert set(block) <= PEM_REQUIRED | PEM_OPTIONAL
        assert block["basis"] in BASIS
        assert 1 <= len(block["coded_by"]) <= 2
        assert len(words_of(block["quote"])) <= MAX_QUOTE_WORDS
        assert bool(block["quote"]) <= bool(block["place"]), "A quote needs its place in the paper."
        assert block["applicable"] is (block["verdict"] != "not_applicable")
        if block["applicable"]:
            assert block["cohorts"]
            assert not block.get("why_not_applicable")
        else:
            assert block["why_not_applicable"] in NOT_APPLICABLE_REASONS
            assert not block.get("cohorts")
        for cohort in block.get("cohorts", []):
            assert set(cohort) - {"also"} == COHORT_KEYS
            size = len(cohort["criteria"])
            assert {"none": size == 0, "single": size == 1}.get(cohort["combination"], size > 1)


@every_study
def test_the_verdict_is_the_one_the_policy_gives(cite):
    for block in _pem_blocks(STUDIES[cite]):
        cohorts = tuple(
            Cohort.of(
                cohort["criteria"],
                cohort["combination"],
                also=cohort.get("also", ()),
                label=cohort["label"],
                explicit_pem=cohort["explicit_pem"],
                purpose=cohort["purpose"],
            )
            for cohort in block.get("cohorts", [])
        )
        facts = PEMFacts(cohorts, block["why_not_applicable"])
        assert decide(facts, criteria_by_key()).verdict == block["verdict"]


def test_our_own_importer_reads_the_citations_without_a_problem():
    result = parse((DEMO / "citations.bib").read_text(encoding="utf-8"))
    assert not result.problems
    slugs = {study_slug(entry.record) for entry in result.entries}
    assert len(slugs) == len(STUDIES)
    assert "rodriguez-2023-achieving-symptom" in slugs


@every_study
def test_notices_and_links_are_whole(cite):
    study = STUDIES[cite]
    for notice in study.get("notices", []):
        assert notice["kind"] in NOTICES
        assert notice["source"]
        assert notice["title"]
        assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", notice["date"])
    for link in study.get("links", []):
        assert link["kind"] in LINKS
        if "to" in link:
            assert link["to"] in set(STUDIES) - {cite}
        else:
            assert {"title", "source"} <= set(link)
    for later in study.get("later", []):
        assert later["reason"]
        assert set(later) <= LATER


def test_the_collection_covers_what_the_site_must_show():
    verdicts = {study["pem"]["verdict"] for study in STUDIES.values()}
    assert verdicts == set(Verdict)
    designs = {study["design"] for study in STUDIES.values()}
    assert designs >= {
        "randomised_trial",
        "non_randomised_trial",
        "narrative_review",
        "guideline",
        "animal",
        "protocol",
        "commentary",
        "qualitative",
    }
    assert {study["peer_review"] for study in STUDIES.values()} >= {"peer_reviewed", "preprint"}
    assert {notice["kind"] for study in STUDIES.values() for notice in study.get("notices", [])} >= {
        "correction",
    }
    assert any(study.get("later") for study in STUDIES.values())
    assert sum("adjudicated" in study["pem"] for study in STUDIES.values()) == 1


# --- plain language -----------------------------------------------------------------------------------------


@every_study
def test_no_findings_are_written_from_a_title(cite):
    study = STUDIES[cite]
    if study["basis"] == "title_only":
        assert not texts_of(study)
    else:
        for field in ("one_sentence", "summary", "why_it_matters", "does_not_prove"):
            assert study["text"][field]


@every_study
def test_texts_keep_their_lengths(cite):
    for name, text in texts_of(STUDIES[cite]).items():
        if "one_sentence" in name:
            assert len(words_of(text)) <= MAX_ONE_SENTENCE_WORDS
            assert len(sentences_of(text)) == 1
        if "summary" in name:
            assert len(words_of(text)) <= MAX_SUMMARY_WORDS
        for sentence in sentences_of(text):
            assert len(words_of(sentence)) <= MAX_SENTENCE_WORDS, f"{name}: {sentence}"


@every_study
def test_texts_can_be_read_with_brain_fog(cite):
    study = STUDIES[cite]
    for block in (study["text"], *(later.get("text", {}) for later in study.get("later", []))):
        for field in PLAIN_FIELDS:
            if block.get(field):
                grade = reading_grade(block[field])
                assert grade <= MAX_READING_GRADE, f"{field} reads at grade {grade:.1f}: {block[field]}"


@every_study
def test_texts_use_no_words_of_hype_or_certainty(cite):
    for name, text in texts_of(STUDIES[cite]).items():
        assert "does_not_prove" in name or not FORBIDDEN.search(text), f"{name}: {text}"


@every_study
def test_a_score_is_never_told_as_a_share_of_people(cite):
    for name, text in texts_of(STUDIES[cite]).items():
        assert not SHARE_OF_A_SCORE.search(text), f"{name}: {text}"


def test_the_pattern_knows_the_faults_it_was_written_for():
    assert SHARE_OF_A_SCORE.search("A computer program could tell most samples of patients from healthy people.")
    assert SHARE_OF_A_SCORE.search("Eight chemicals separated men with 94% accuracy.")
    assert SHARE_OF_A_SCORE.search("The test told 94% of men apart.")
    assert not SHARE_OF_A_SCORE.search("Of the chemicals that told the groups apart, 80% were lower.")
    assert not SHARE_OF_A_SCORE.search("A computer program could tell the two groups' samples apart well.")


@every_study
def test_pem_is_spelt_out_at_its_first_use(cite):
    block = STUDIES[cite]["text"]
    in_page_order = ("one_sentence", "summary", "why_it_matters", "does_not_prove", "observed_findings")
    parts = [block.get(field, "") for field in in_page_order]
    page = " ".join(part if isinstance(part, str) else " ".join(part) for part in parts)
    first = re.search(r"\bPEM\b", page)
    if first:
        before = page[: first.start()].lower()
        assert before.endswith("post-exertional malaise ("), f"PEM is not spelt out: …{before[-60:]}PEM"


def test_what_a_study_does_not_prove_is_never_boilerplate():
    seen: dict[str, str] = {}
    for cite, study in STUDIES.items():
        for line in study["text"].get("does_not_prove", []):
            assert line not in seen, f"{cite} and {seen.get(line)} share a limit word for word."
            seen[line] = cite


# --- truth --------------------------------------------------------------------------------------------------


@needs_shared
@every_study
def test_every_named_place_in_shared_exists(cite):
    study = STUDIES[cite]
    places = list(study["facts_from"])
    places += [block["source"] for block in _pem_blocks(study) if block.get("source")]
    places += [notice["source"] for notice in study.get("notices", [])]
    for place in places:
        _shared_text(place)


@needs_shared
@every_study
def test_identifiers_and_titles_stand_in_the_files_they_name(cite):
    entry = BIB[cite]
    for claim in STUDIES[cite]["confirmed_by"]:
        label = claim.partition(": ")[0]
        wanted = {"DOI": entry.get("doi"), "PMID": entry.get("pmid"), "title": entry["title"]}[label]
        for source in _sources_of(claim):
            text = _shared_text(source)
            if text is not None:
                assert plain(wanted) in plain(text.replace("{", "").replace("}", "")), f"{label} not in {source}"


@needs_shared
@every_study
def test_the_quote_stands_in_the_excerpt_it_names(cite):
    for block in _pem_blocks(STUDIES[cite]):
        text = _shared_text(block.get("source", ""))
        if block["quote"] and text is not None:
            for part in re.split(r"\s*\[…\]\s*", block["quote"]):
                assert plain(part) in plain(text)


def _basis_places(study: dict) -> list[str]:
    """Return the places in ../shared where the abstract of our texts was read; none for a stored page."""
    return [place for place in study["basis_seen"].split("; ") if SHARED_PLACE.fullmatch(place)]


every_study_with_its_abstract = pytest.mark.parametrize(
    "cite", [cite for cite, study in STUDIES.items() if _basis_places(study)]
)


@needs_shared
@every_study_with_its_abstract
def test_every_number_of_ours_stands_in_the_abstract(cite):
    source = "\n".join(_shared_text(place) for place in _basis_places(STUDIES[cite]))
    meant = numbers_meant(source)
    for name, text in texts_of(STUDIES[cite]).items():
        assert numbers_in(text.replace("COVID-19", "")) <= meant, f"{name}: {text}"


@needs_shared
@every_study_with_its_abstract
def test_nothing_is_copied_from_the_abstract(cite):
    source = "\n".join(_shared_text(place) for place in _basis_places(STUDIES[cite]))
    for name, text in texts_of(STUDIES[cite]).items():
        for sentence in sentences_of(text):
            assert not copied_runs(sentence, source), f"{name}: {sentence}"


@every_study
def test_facts_are_numbers_of_people(cite):
    facts = STUDIES[cite]["facts"]
    for field in ("cases", "controls"):
        if field in facts:
            assert isinstance(facts[field], int)
            assert facts[field] > 0
