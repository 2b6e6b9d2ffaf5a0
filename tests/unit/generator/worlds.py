"""Papers for tests. Every sentence is invented."""

from __future__ import annotations

from typing import Any

from evidence.generator import DraftRequest

TITLE = "Sleep and steps in people with ME/CFS: an invented study"
ABSTRACT = (
    "BACKGROUND: Poor sleep is a common complaint in this illness, and its cause is not known. "
    "OBJECTIVE: We aimed to assess whether sleep is linked with daily steps. "
    "METHODS: We recruited 45 patients with ME/CFS and 39 healthy controls, and steps were recorded for 14 days. "
    "RESULTS: Patients slept 6.2 hours a night and controls 7.5 hours (p < 0.001). "
    "Fatigue scores fell by 30% in the patients who rested. "
    "Steps did not differ between weekdays and weekends. "
    "LIMITATIONS: The sample was small and came from one clinic. "
    "CONCLUSIONS: These results suggest that sleep and steps are linked. Further studies are needed."
)


def paper(**changes: Any) -> DraftRequest:
    """The invented paper, under an open licence."""
    return DraftRequest(**({"title": TITLE, "abstract": ABSTRACT, "licence": "CC BY 4.0"} | changes))
