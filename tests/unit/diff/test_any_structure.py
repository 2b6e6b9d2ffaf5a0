"""Whatever stands in a content shows in its diff: fields nobody has heard of, objects in lists, lists in lists."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evidence.canonical import canonical_json
from evidence.diff import Kind, diff_content
from evidence.diff.fields import FIELDS, ITEM
from tests.unit.diff.worlds import CORRECTION, FUKUDA, LINK, changed, page, use


def told(before: Any, after: Any) -> str:
    diff = diff_content(before, after)
    return "\n".join(f"{change.section} | {change.label} | {change.before} | {change.after}" for change in diff.changes)


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("preregistered",), True, "other | Preregistered |  | yes"),
        (("sample_size",), 30, "other | Sample size |  | 30"),
        (("sampleSize",), 30, "other | Sample size |  | 30"),
        (("trial",), {"arm_count": 2}, "other | Trial: Arm count |  | 2"),
        (("trial",), {"arms": {"first": {"n": 7}}}, "other | Trial: Arms: First: N |  | 7"),
        (("outcomes",), ["Pain", "Sleep"], "other | Outcomes |  | Pain\n\nSleep"),
        (("outcomes",), [{"name": "Pain", "scale_used": "VAS"}], "other | Outcomes |  | Name: Pain; Scale used: VAS"),
        (("matrix",), [[1, 2], [3]], "other | Matrix |  | 1; 2\n\n3"),
        (("kind_of_thing",), "some_stored_word", "other | Kind of thing |  | some stored word"),
        # In blocks that are known.
        (("pem", "codebook_version"), "v0.3", "pem | PEM: Codebook version |  | v0.3"),
        (("facts", "age_range"), "18 to 65", "facts | Age range |  | 18 to 65"),
        (("texts", "for_clinicians"), "Ask about PEM.", "texts | For clinicians |  | Ask about PEM."),
        (("citation", "doi_of_preprint"), "10.1/p", "citation | The paper: DOI of preprint |  | 10.1/p"),
        (("identity", "checked_url"), "x", "housekeeping | Identity: Checked URL |  | x"),
        # Within items that are told as a whole.
        (("citation", "authors", 0, "orcid"), "0000-0001", "Ludwig van der Berg; Orcid: 0000-0001"),
        (("pem", "criteria", 0, "edition"), "2nd", "Fukuda (1994): PEM is optional; Edition: 2nd"),
        (("pem", "cohorts", 0, "groups", 0, 0, "page"), 4, "Study Group; Page: 4"),
        (("pem", "cohorts", 0, "country"), "Norway", "pem | Country |  | Norway"),
    ],
)  # fmt: skip
def test_a_field_added_later_shows_without_new_code(path: tuple, value: object, words: str) -> None:
    after = changed(*path, to=value)
    assert words in told(page(), after)
    (*_, last) = diff_content(page(), after).changes
    assert last.sentence.endswith(".")
    # And it goes as it came.
    gone = diff_content(after, page())
    assert len(gone) == len(diff_content(page(), after))


def test_a_field_added_within_a_notice_or_a_link_shows() -> None:
    for block, item in (("notices", CORRECTION), ("links", LINK)):
        before = changed(block, to=[item])
        after = changed(block, to=[item | {"seen_by": "Ms Marker"}])
        assert "Seen by" in told(before, after)
        assert "Ms Marker" in told(before, after)
        assert "Ms Marker" in told(page(), after)


def test_an_object_in_a_list_changes_field_by_field() -> None:
    before = page() | {"arms": [{"name": "Rest", "n": 10}, {"name": "Usual care", "n": 12}]}
    after = page() | {"arms": [{"name": "Rest", "n": 10}, {"name": "Usual care", "n": 14}]}
    (change,) = diff_content(before, after).changes
    assert (change.label, change.before, change.after) == ("Arms, entry 2: N", "12", "14")
    assert change.sentence == "Arms, entry 2: N changed from 12 to 14."


def test_a_text_that_became_a_list_is_compared_as_paragraphs() -> None:
    before = changed("texts", "why_it_matters", to="Few have asked this before. It costs little.")
    after = changed("texts", "why_it_matters", to=["Few have asked this before.", "It costs little."])
    (change,) = diff_content(before, after).changes
    assert change.kind is Kind.TEXT


@pytest.mark.parametrize(
    ("before", "after"), [(1, True), (0, False), ("1", 1), ("yes", True), ("a b", "a  b"), ([1], [True])]
)
def test_values_that_only_look_alike_differ(before: object, after: object) -> None:
    assert diff_content({"x": before}, {"x": after})


@pytest.mark.parametrize("value", [1.5, {"a": {1: 2}}, object()])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        diff_content({}, {"x": value})


# --- Properties over any JSON --------------------------------------------------------------------------

TEXT = st.one_of(
    st.sampled_from(["", "a", "one two", "some_word", "2024-05-03", "2024-99-99", "x\n\ny", " ", "10.1/x"]),
    st.text(max_size=12).filter(lambda text: "\x00" not in text),
)
LEAF = st.one_of(TEXT, st.integers(-3, 3000), st.booleans(), st.none())
KEYS = st.sampled_from(
    sorted({key for path in FIELDS for key in path if key != ITEM} | {"key", "id", "new", "other_thing", "judged"})
)
ANY = st.recursive(LEAF, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=5)))
OBJECTS = st.dictionaries(KEYS, ANY, max_size=5)


def known_paths() -> list[tuple[str | int, ...]]:
    return [path for path in FIELDS if ITEM not in path]


@st.composite
def pages(draw: st.DrawFn) -> dict[str, Any]:
    """A page in which a few known or unknown places hold anything at all."""
    content = page()
    content["pem"]["criteria"] = draw(st.lists(st.just(FUKUDA) | ANY, max_size=2))
    content["pem"]["cohorts"] = draw(st.lists(st.just({"groups": [[use("ccc2003")]]}) | ANY, max_size=2))
    content["notices"] = draw(st.lists(st.just(CORRECTION) | ANY, max_size=2))
    for path in draw(st.lists(st.sampled_from(known_paths()), max_size=3)):
        place = content
        for step in path[:-1]:
            place = place[step] if isinstance(place.get(step), dict) else place
        place[path[-1]] = draw(ANY)
    return content


CONTENTS = OBJECTS | pages()


def leaves(value: Any, path: tuple[Any, ...] = ()) -> dict[tuple[Any, ...], str]:
    """Path -> canonical JSON of every leaf; an empty object or list is a leaf."""
    if isinstance(value, dict) and value:
        return {end: leaf for key, item in value.items() for end, leaf in leaves(item, (*path, key)).items()}
    if isinstance(value, list) and value:
        return {end: leaf for place, item in enumerate(value) for end, leaf in leaves(item, (*path, place)).items()}
    return {path: canonical_json(value)}


def covers(pattern: tuple[str, ...], path: tuple[Any, ...]) -> bool:
    """A change at `pattern` tells of everything below it."""
    return len(pattern) <= len(path) and all(step in (ITEM, part) for step, part in zip(pattern, path, strict=False))


@given(CONTENTS, CONTENTS)
def test_no_change_means_the_same_content(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert bool(diff_content(before, after)) == (canonical_json(before) != canonical_json(after))


@given(CONTENTS)
def test_a_content_does_not_differ_from_itself(content: dict[str, Any]) -> None:
    assert not diff_content(content, content)


@given(CONTENTS, CONTENTS)
def test_every_leaf_that_differs_is_told(before: dict[str, Any], after: dict[str, Any]) -> None:
    old, new = leaves(before), leaves(after)
    paths = [change.path for change in diff_content(before, after).changes]
    for path in old.keys() | new.keys():
        # An object or a list that filled or emptied is told by what came into it or went out of it.
        inner = any(len(other) > len(path) and other[: len(path)] == path for other in (*old, *new))
        if old.get(path) != new.get(path) and not inner:
            assert any(covers(pattern, path) for pattern in paths), path


@given(CONTENTS, CONTENTS)
def test_the_way_back_has_the_opposite_changes(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Which of two items that changed places is said to have moved may differ, and one of them may have no words."""
    either = (Kind.ITEM_MOVED, Kind.STORED)
    opposite = {
        Kind.ADDED: Kind.REMOVED, Kind.REMOVED: Kind.ADDED,
        Kind.ITEM_ADDED: Kind.ITEM_REMOVED, Kind.ITEM_REMOVED: Kind.ITEM_ADDED,
    }  # fmt: skip
    there = [change.kind for change in diff_content(before, after).changes]
    back = [change.kind for change in diff_content(after, before).changes]
    assert sorted(kind for kind in back if kind not in either) == sorted(
        opposite.get(kind, kind) for kind in there if kind not in either
    )
    assert {*either}.isdisjoint(there) == {*either}.isdisjoint(back)


@given(CONTENTS, CONTENTS)
def test_everything_that_is_told_is_told_in_sentences(before: dict[str, Any], after: dict[str, Any]) -> None:
    diff = diff_content(before, after)
    for sentence in (*diff.summary, *(change.sentence for change in diff.changes)):
        assert sentence[-1] in ".!?…"
    seen = [change for section in diff.sections for field in section.fields for change in field.changes]
    assert len(seen) + len(diff.stored) == len(diff.changes)
    for change in seen:
        assert change.label.strip()
        assert change.note.strip()
        assert change.runs
        assert change.shown


MARKERS = st.lists(st.from_regex(r"zq[a-z]{6}", fullmatch=True), min_size=1, max_size=4, unique=True)


@st.composite
def marked(draw: st.DrawFn) -> tuple[list[str], Any]:
    """A structure in which words that stand nowhere else are hidden, and these words."""
    markers = draw(MARKERS)
    value: Any = markers[0]
    for marker in markers[1:]:
        shape = draw(st.sampled_from(["object", "list", "mixed"]))
        value = {"inner": value, "note": marker} if shape == "object" else [value, marker]
        if shape == "mixed":
            value = [{"deep": value}, marker]
    return markers, value


@given(marked(), st.sampled_from(known_paths()))
def test_a_word_hidden_anywhere_comes_to_light(found: tuple[list[str], Any], path: tuple[str, ...]) -> None:
    markers, value = found
    assume(path[0] != "links")
    content = page()
    place: Any = content
    for step in path[:-1]:
        place = place.setdefault(step, {})
    place[path[-1]] = value
    shown = told(page(), content).lower()
    for marker in markers:
        assert marker in shown, shown
