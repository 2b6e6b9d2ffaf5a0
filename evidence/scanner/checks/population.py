"""Who was studied, and who the text says was studied."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evidence.vocabulary import FINDINGS_FIELDS

from ..model import Hit, Rule, Severity, sample
from ..page import Page
from ..patterns import one_of

FINDINGS = FINDINGS_FIELDS - {"authors_conclude"}

RULES = (
    Rule(
        "animals-not-named",
        Severity.CRITICAL,
        "A study in animals that does not say so",
        "The one sentence, or the summary where there is none, of a study in animals names the animals.",
        "Name the animals in the first sentence.",
        sample("A new drug lowered fatigue.", "one_sentence", design="animal"),
        sample("A new drug lowered fatigue in mice.", "one_sentence", design="animal"),
    ),
    Rule(
        "animals-told-as-people",
        Severity.CRITICAL,
        "Mice told as people",
        "What was seen in animals or cells is told of animals or cells, never as seen in patients.",
        "Name the animals or cells. Say that nobody knows whether it holds in people.",
        sample("Patients with ME/CFS had less pain after the drug.", abstract="Mice had less pain.", design="animal"),
        sample("Mice had less pain after the drug.", abstract="Mice had less pain.", design="animal"),
    ),
    Rule(
        "cells-not-named",
        Severity.WARNING,
        "A study in cells that does not say so",
        "The one sentence, or the summary where there is none, of a laboratory study names the cells or the "
        "laboratory.",
        "Say that cells were studied, and not people.",
        sample("A drug made more energy.", "one_sentence", design="in_vitro"),
        sample("Muscle cells made more energy with a drug.", "one_sentence", design="in_vitro"),
    ),
    Rule(
        "long-covid-told-as-mecfs",
        Severity.CRITICAL,
        "Long COVID told as ME/CFS",
        "Findings in people with long COVID are not findings in people with ME/CFS, and the other way round.",
        "Name the illness that the people in the study had.",
        sample(
            "People with ME/CFS had less oxygen.", abstract="Patients with long COVID used less oxygen.",
            conditions=("long_covid",),
        ),
        sample(
            "People with long COVID had less oxygen.", abstract="Patients with long COVID used less oxygen.",
            conditions=("long_covid",),
        ),
    ),
    Rule(
        "told-for-everybody",
        Severity.WARNING,
        "Told for everybody",
        "All, every, everybody: a study speaks of the people who took part, and hardly ever of every one of them.",
        "Say “the people in the study”, or give the number.",
        sample("All people with ME/CFS have low cortisol.", abstract="Cortisol was lower in patients."),
        sample("The people in the study had low cortisol.", abstract="Cortisol was lower in patients."),
    ),
    Rule(
        "age-group-differs",
        Severity.WARNING,
        "An age group that was not studied, or not named",
        "Children or young people are named where, and only where, the source does.",
        "Name the age group of the source.",
        sample("Children slept badly.", abstract="Sleep was poor in 40 adults."),
        sample("Young people slept badly.", abstract="Sleep was poor in 40 adolescents."),
    ),
)  # fmt: skip

_ANIMALS = re.compile(
    one_of(
        """mouse | mice | murine | rats? | rodents? | animals? | zebrafish | fish | monkeys? | macaques? | pigs? |
        hamsters? | rabbits? | dogs? | cats? | horses? | flies | fruit fly | worms? | sheep | guinea pigs? |
        primates?"""
    ),
    re.IGNORECASE,
)
_CELLS = re.compile(
    one_of(
        """cells? | laborator\\w+ | lab | in vitro | test tubes? | dish(?:es)? | tissues? | cultures? | samples? |
        blood | plasma | serum | fibres? | fibers? | proteins? | genes? | molecules? | muscle | nerve |
        mitochondria\\w* | computer | models?"""
    ),
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b(?:patients?|people|participants?|women|men|adults|children|volunteers|sufferers)\b(?! (?:are|were) not\b)",
    re.IGNORECASE,
)
_SEEN = re.compile(
    one_of(
        """had | showed | improved | worsened | felt | fell | rose | recovered | responded | were | was |
        reported | got | became | lost | gained | slept | walked | took | lowered | reduced | eased | helped"""
    ),
    re.IGNORECASE,
)
"""What was found is told in the past; the present tells what is known of the illness."""
_MECFS = re.compile(
    r"\b(?:ME/CFS|CFS/ME|CFS|ME|chronic fatigue syndrome|myalgic encephalomyelitis|myalgic encephalopathy|SEID)\b"
)
_MECFS_ANY_CASE = re.compile(r"ME/CFS|CFS/ME|\bCFS\b|chronic fatigue syndrome|myalgic encephal|\bSEID\b", re.IGNORECASE)
_LONG_COVID = re.compile(
    one_of(
        """long[- ]?(?:haul )?covid | post-?\\s?(?:acute )?covid\\w* | covid(?:-19)? | PASC | PCC | PCS |
        post-acute sequelae | sars-cov-2 | coronavirus"""
    ),
    re.IGNORECASE,
)
_LIKE = re.compile(
    r"\b(?:like|as in|similar|also|known|earlier|other|criteria|whether|definition|unlike|compared|than|not)\b",
    re.IGNORECASE,
)
_EVERYBODY = re.compile(
    r"\b(?:all|every|any) (?:people|patients?|persons?|sufferers?|women|men|adults)\b"
    r"(?! (?:in|of) (?:the|this) (?:study|trial|group))(?! who took part)|"
    + one_of(
        """(?:everybody|everyone|anybody|anyone) with | people of all ages | (?:all|every) cases? |
        100 ?% of (?:all )?(?:people|patients)"""
    ),
    re.IGNORECASE,
)
_ALL_IN_SOURCE = re.compile(r"\ball\b|\bevery\b|\beach\b|100 ?%|\bboth\b", re.IGNORECASE)
_YOUNG = re.compile(
    r"\b(?:children|child|teenagers?|adolescents?|young people|youths?|schoolchildren|boys|girls|toddlers|bab(?:y|ies)|"
    r"infants?|kids?)\b",
    re.IGNORECASE,
)
_YOUNG_IN_SOURCE = re.compile(
    r"child|teen|adolescen|young|youth|p(?:a)?ediatric|school|\bboys|\bgirls|infant|juvenile|\bkid|offspring|families|"
    r"parent|(?:aged?|ages) (?:of )?(?:\d|1[0-7])\b",
    re.IGNORECASE,
)


def check(page: Page) -> Iterator[Hit]:
    if page.facts.is_about_animals_or_cells:
        yield from _named_first(page)
        yield from _animals_as_people(page)
    yield from _another_illness(page)
    yield from _everybody(page)
    if page.source.is_at_hand:
        yield from _ages(page)


def _named_first(page: Page) -> Iterator[Hit]:
    field = next((key for key in ("one_sentence", "summary") if key in page.field_texts), "")
    if not field:
        return
    text = page.field_texts[field]
    if page.facts.population == "cells" or page.facts.design == "in_vitro":
        if not (_CELLS.search(text) or _ANIMALS.search(text)):
            yield Hit(
                "cells-not-named",
                "Nothing here says that cells or samples were studied.",
                field=field,
                whole_field=True,
            )
    elif not _ANIMALS.search(text):
        yield Hit(
            "animals-not-named", "Nothing here says that this was seen in animals.", field=field, whole_field=True
        )


def _animals_as_people(page: Page) -> Iterator[Hit]:
    if page.source.is_at_hand and _PEOPLE.search(page.source.text):
        return
    named_in_summary = bool(_ANIMALS.search(page.field_texts.get("summary", "")))
    for sentence in page.sentences:
        key = page.fields[sentence.field].key
        if key not in FINDINGS or (key == "summary" and named_in_summary):
            continue
        text = page.text[sentence.start : min(sentence.end, sentence.start + 600)]
        people = _PEOPLE.search(text)
        if not people or _ANIMALS.search(text) or _CELLS.search(text) or not _SEEN.search(text, people.end()):
            continue
        start, end = sentence.start + people.start(), sentence.start + people.end()
        if not (page.is_doubted(sentence.end) or page.is_doubted(end)):
            yield Hit(
                "animals-told-as-people", "Nobody took part in this study: it was done in animals or cells.", start, end
            )


def _another_illness(page: Page) -> Iterator[Hit]:
    known = set(page.facts.conditions)
    source = page.source.text if page.source.is_at_hand else ""
    only_covid = known == {"long_covid"} or (
        not known
        and source
        and _LONG_COVID.search(source)
        and not _MECFS_ANY_CASE.search(source)
        and not _MECFS.search(source)
    )
    only_mecfs = known == {"mecfs"} and source and not _LONG_COVID.search(source)
    if not (only_covid or only_mecfs):
        return
    wrong, right = (_MECFS, _LONG_COVID) if only_covid else (_LONG_COVID, _MECFS)
    for sentence in page.sentences:
        if page.fields[sentence.field].key not in FINDINGS:
            continue
        text = page.text[sentence.start : min(sentence.end, sentence.start + 600)]
        match = wrong.search(text)
        if not match or right.search(text) or _LIKE.search(text):
            continue
        place = sentence.start + match.start()
        if not _PEOPLE.search(text) or not _SEEN.search(text) or page.is_doubted(place):
            continue
        yield Hit(
            "long-covid-told-as-mecfs",
            "The people in this study had long COVID." if only_covid else "The people in this study had ME/CFS.",
            place,
            sentence.start + match.end(),
        )


def _everybody(page: Page) -> Iterator[Hit]:
    for match in _EVERYBODY.finditer(page.text):
        place = match.start()
        key = page.field_at(place).key
        if (
            key in {"open_questions", "does_not_prove", "limitations"}
            or page.is_question(place)
            or page.is_negated(place)
        ):
            continue
        if page.is_hedged(place) or re.search(
            r"\bnot\b|\bin the (?:study|trial)\b|\bhad to\b", page.after(match.end()), re.IGNORECASE
        ):
            continue
        # "All patients" is often the source's own word; only a claim about everybody with the illness goes further.
        if (
            page.source.is_at_hand
            and _ALL_IN_SOURCE.search(page.source.text)
            and "with" not in page.after(match.start())[:40]
        ):
            continue
        yield Hit("told-for-everybody", f"“{match.group()}” goes beyond the people in the study.", place, match.end())


def _ages(page: Page) -> Iterator[Hit]:
    source = page.source.text
    is_young = page.facts.ages == "children" or bool(
        not page.facts.ages
        and re.search(
            r"\b(?:child(?:ren)?|adolescents?|p(?:a)?ediatric|young people)\b", page.source.title, re.IGNORECASE
        )
    )
    if not _YOUNG_IN_SOURCE.search(source) and page.facts.ages in {"", "adults"}:
        for match in _YOUNG.finditer(page.text):
            place = match.start()
            if page.field_at(place).key in FINDINGS and not page.is_question(place) and not page.is_negated(place):
                yield Hit("age-group-differs", "The source does not speak of this age group.", place, match.end())
    elif is_young and page.has_findings and not (_YOUNG.search(page.text) or _YOUNG_IN_SOURCE.search(page.text)):
        field = next(key for key in ("one_sentence", "summary", *page.field_texts) if key in page.field_texts)
        yield Hit(
            "age-group-differs",
            "Children or young people were studied. The text does not say so.",
            field=field,
            whole_field=True,
        )
