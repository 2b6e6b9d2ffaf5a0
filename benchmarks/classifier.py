"""How fast the classifier reads, against running its own patterns once each, and whether its work stays linear.

    python -m benchmarks.classifier [FILE] [--characters 5000000] [--json]

FILE holds JSON lines with title and text; without it abstracts written here are read.

Prints abstracts a second on one core, the same for `re.search` with every pattern of the rules on the same texts, the
ratio of the two (medians of interleaved rounds, in processor time), and the growth for long and nasty texts: time a
character at full length against a tenth of it, which stays near 1 when the work is linear.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from benchmarks.rows import Row, as_line
from evidence.classifier import classify
from evidence.classifier.rules import FAMILIES

ROUNDS = 7
SENTENCES = (
    "Myalgic encephalomyelitis/chronic fatigue syndrome (ME/CFS) is a long illness with post-exertional malaise (PEM).",
    "How the muscles of patients take up oxygen is not known.",
    "We compared 42 patients with ME/CFS and 40 healthy controls matched for age and sex.",
    "All patients fulfilled the Canadian Consensus Criteria (Carruthers et al., 2003) and the Fukuda criteria.",
    "Healthy controls did not meet any criteria and had no history of fatigue.",
    "Blood was drawn before and after two exercise tests, and plasma was kept at -80 °C.",
    "Oxygen uptake fell by 12% (95% CI 8-16) in patients and by 1% in controls (p < 0.001).",
    "The change correlated with symptom scores (r = 0.41) but not with age or sex.",
    "Previous studies used other criteria, and several case definitions exist.",
    "These findings suggest that recovery is impaired; larger studies should confirm them.",
)
LONG: dict[str, Callable[[int], str]] = {
    "prose": lambda size: " ".join(SENTENCES) * (size // 900),
    "one sentence": lambda size: "patients met the fukuda criteria and the canadian criteria " * (size // 58),
    "nested brackets": lambda size: "(" * (size // 2) + ")" * (size // 2),
    "open brackets": lambda size: "ME/CFS patients (Fukuda (" * (size // 25),
    "spaces": lambda size: "Fukuda" + " " * size + "criteria",
    "full stops": lambda size: "et al. " * (size // 7),
    "post-exertional": lambda size: "post-exertional malaise required or " * (size // 36),
}


def abstracts(file: Path | None) -> list[tuple[str, str]]:
    """Titles and texts: of the file, or made of the sentences above in changing order, about 900 characters each."""
    if file is not None:
        rows = (json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip())
        return [(row.get("title") or "", row.get("text") or "") for row in rows]
    made = []
    for number in range(200):
        turn = number % len(SENTENCES)
        made.append((f"Oxygen uptake in ME/CFS, part {number}", " ".join(SENTENCES[turn:] + SENTENCES[:turn])))
    return made


def read_all(texts: list[tuple[str, str]]) -> float:
    started = time.process_time()
    for title, text in texts:
        classify(title=title, text=text)
    return time.process_time() - started


def search_all(texts: list[tuple[str, str]]) -> float:
    patterns = [rule.pattern for rules in FAMILIES.values() for rule in rules]
    lowered = [f"{title}\n{text}".lower() for title, text in texts]
    started = time.process_time()
    for text in lowered:
        for pattern in patterns:
            pattern.search(text)
    return time.process_time() - started


def growth(make: Callable[[int], str], size: int) -> tuple[float, float]:
    """Seconds for `size` characters, and time a character there against a tenth of it."""
    times = []
    for length in (size // 10, size):
        text = make(length)
        started = time.process_time()
        classify(title="", text=text, part="methods")
        times.append((time.process_time() - started) / max(1, len(text)))
    return times[1] * len(make(size)), times[1] / times[0]


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.classifier")
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--characters", type=int, default=5_000_000, help="of the long texts")
    parser.add_argument("--json", action="store_true", help="the ratios again in the last line, for benchmarks.run")
    options = parser.parse_args()
    texts = abstracts(options.file)
    read_all(texts)
    rounds = [(read_all(texts), search_all(texts)) for _ in range(ROUNDS)]
    ours, theirs = median(one for one, _ in rounds), median(other for _, other in rounds)
    print(f"{len(texts)} abstracts, {sum(len(text) for _, text in texts) // len(texts)} characters on average")
    print(f"classifier            {len(texts) / ours:8.0f} abstracts a second")
    print(f"its patterns once     {len(texts) / theirs:8.0f} abstracts a second")
    print(f"ratio                 {theirs / ours:8.1f} times as fast")
    rows = [
        Row("abstracts a second", ">= 1000", len(texts) / ours, "/s"),
        Row("as fast as its own patterns once each", ">= 1", theirs / ours),
    ]
    size = options.characters
    for name, make in LONG.items():
        seconds, ratio = growth(make, size)
        print(f"{name:<20}  {seconds:8.2f} s for {size:,} characters, {ratio:.2f} times as long each as for a tenth")
        rows.append(Row(f"{size:,} characters of {name}, time of one, against a tenth", "<= 1.5", ratio))
    if options.json:
        print(as_line(rows))


if __name__ == "__main__":
    main()
