import pytest

from evidence.citations import kinds
from evidence.citations.kinds import kind_by_title, parent_title
from evidence.citations.record import ABOUT_ANOTHER_WORK, KINDS

WORK = "Rest and symptoms over two days"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        (f"Correction to: {WORK}", "erratum"),
        (f"Correction: {WORK}", "erratum"),
        (f"Correction to {WORK}", "erratum"),
        (f"Author Correction: {WORK}", "erratum"),
        (f"Erratum to “{WORK}”", "erratum"),
        (f"Corrigendum to “{WORK}” [J. Rest 12 (2019) 1-2]", "erratum"),
        (f"{WORK}: Erratum", "erratum"),
        (f"Retraction: {WORK}", "retraction_notice"),
        (f"Retraction Note: {WORK}", "retraction_notice"),
        (f"Notice of Retraction: {WORK}", "retraction_notice"),
        (f"Expression of Concern: {WORK}", "expression_of_concern"),
        (f"Reply to “{WORK}”", "reply"),
        (f"Response to: {WORK}", "reply"),
        (f"{WORK}: Authors' reply", "reply"),
        (f"Comment on “{WORK}”", "comment"),
        (f"Comment on: {WORK}", "comment"),
        (f"Commentary: {WORK}", "comment"),
        (f"Re: {WORK}", "comment"),
        (f"Letter to the Editor: {WORK}", "comment"),
        (f"Summary for patients: {WORK}", "patient_summary"),
        (f"Summaries for patients. {WORK}", "patient_summary"),
        (f"Plain language summary: {WORK}", "patient_summary"),
        (f"Korrektur zu „{WORK}“", "erratum"),
        (f"Berichtigung: {WORK}", "erratum"),
        (f"Rectificatif : {WORK}", "erratum"),
        (f"Fe de erratas: {WORK}", "erratum"),
        (f"Réponse à : {WORK}", "reply"),
        (f"Antwort auf: {WORK}", "reply"),
        (f"Comentario sobre: {WORK}", "comment"),
        (f"Leserbrief zu: {WORK}", "comment"),
    ],
)
def test_a_title_that_is_about_another_work_says_so_and_names_it(title: str, kind: str) -> None:
    assert kind_by_title(title) == kind
    assert kind in ABOUT_ANOTHER_WORK <= KINDS.keys()
    assert parent_title(title) == WORK


@pytest.mark.parametrize("title", ["Erratum", "Corrigendum.", "Authors' reply", "In reply", "Retraction notice"])
def test_some_say_nothing_else(title: str) -> None:
    assert kind_by_title(title) in ABOUT_ANOTHER_WORK
    assert parent_title(title) == ""


@pytest.mark.parametrize(
    "title",
    [
        WORK,
        f"RETRACTED: {WORK}",
        f"[Retracted] {WORK}",
        "Response to exercise in ME/CFS",
        "Antwort auf Belastung bei ME/CFS",
        "Komme ich zur Ruhe: eine Studie",
        "Response (heart rate) to standing",
        "The immune response",
        "Correction of posture in adults with fatigue",
        "Correction for multiple testing in gene studies",
        "Correction-based learning",
        "Withdrawal of steroids: a trial",
        "Letters from the front",
        "Plain language summaries of trials",
        "Comments of patients on rest",
        "Reporting of harms: a review",
        "Retractions in medicine: an analysis",
        "",
    ],
)
def test_a_study_of_such_things_is_a_study(title: str) -> None:
    assert (kind_by_title(title), parent_title(title)) == ("", "")


def test_the_quick_look_at_a_last_word_misses_none() -> None:
    for word in kinds._LAST_WORDS:
        for end in ("", ".", "]", ")", "].", " .", ") . ", "ed", "]]"):
            for title in (f"{WORK}: {word}{end}", f"{WORK} ({word.upper()}{end}", f"{WORK} – {word}  {end}"):
                assert kinds._may_end(title[-40:]) or not kinds._MAY_END.search(title[-40:]), title
