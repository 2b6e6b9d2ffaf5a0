"""Which part of an abstract without headings a sentence belongs to: abstracts go forward and never back. Pure.

    background -> aim -> methods -> findings -> conclusion

Of all ways to cut the sentences into these stretches in this order, the one is taken in which cue words and usual
places speak most for it. A stretch that no cue of its own speaks for is left without a name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

STAGES: dict[str, tuple[float, float]] = {
    "background": (0.0, 0.2),
    "aim": (0.1, 0.2),
    "methods": (0.15, 0.5),
    "findings": (0.45, 0.85),
    "conclusion": (0.85, 1.0),
}
"""Stage -> where in an abstract it usually stands, from 0 (the beginning) to 1 (the end)."""
USUAL_PLACE = 1.0
"""What standing in the usual place counts: less than any cue word."""
ENOUGH = 3.0
"""The score that names a stretch: one clear cue."""


def in_order(scores: Sequence[Mapping[str, float]]) -> list[str]:
    """The stage of each sentence, "" where nothing speaks for one. Takes time in proportion to the sentences."""
    names = list(STAGES)
    best = [0.0] * len(names)
    came_from: list[list[int]] = []
    for place, one in enumerate(scores):
        position = (place + 0.5) / len(scores)
        steps, ahead, top = [], [], 0
        for stage, name in enumerate(names):
            # The best way to be in this stage or in an earlier one before this sentence.
            top = stage if stage == 0 or best[stage] > best[top] else top
            first, last = STAGES[name]
            steps.append(top)
            ahead.append(best[top] + one.get(name, 0.0) + (USUAL_PLACE if first <= position <= last else 0.0))
        came_from.append(steps)
        best = ahead
    path = []
    stage = max(range(len(names)), key=lambda one: best[one])
    for steps in reversed(came_from):
        path.append(names[stage])
        stage = steps[stage]
    path.reverse()
    spoken_for = {
        name
        for name in names
        if any(at == name and one.get(name, 0.0) >= ENOUGH for at, one in zip(path, scores, strict=True))
    }
    return [name if name in spoken_for else "" for name in path]
