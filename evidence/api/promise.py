"""The promise of the API, kept by comparing: what was described once stays as it was; things may be added. Pure.

`openapi-v1.json` is the description as it was promised. A test holds the live one against it. After adding something:

    ATLAS_MODE=local .venv/bin/python -m evidence.api.promise

writes it anew, and refuses where something would be taken away: that needs a /v2/ beside this one.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

PROMISED = Path(__file__).parent / "openapi-v1.json"
OF_THE_SITE = ("title", "license")
"""Parts of `info` that each site sets for itself."""
# What a request may hold must never become narrower.
_UPPER, _LOWER = ("maxLength", "maximum", "maxItems"), ("minLength", "minimum", "minItems")

Json = Mapping[str, Any]


def written(description: Json) -> str:
    """The description as the file holds it, without what each site sets for itself."""
    info = {name: value for name, value in description["info"].items() if name not in OF_THE_SITE}
    return json.dumps({**description, "info": info}, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def broken(promised: Json, now: Json) -> list[str]:
    """Every way in which `now` takes something back that `promised` held, as sentences; empty where it keeps it."""
    found: list[str] = []
    for path, operations in promised["paths"].items():
        for method, before in operations.items():
            after = now["paths"].get(path, {}).get(method)
            if after is None:
                found.append(f"{method.upper()} {path} is gone.")
                continue
            found += [f"{path}: {fault}" for fault in _parameters(before, after)]
            found += [f"{path}: {fault}" for fault in _answers(before, after, promised, now)]
    return list(dict.fromkeys(found))


def _parameters(before: Json, after: Json) -> Iterator[str]:
    old, new = ({(one["in"], one["name"]): one for one in side["parameters"]} for side in (before, after))
    for key in old.keys() - new.keys():
        yield f"the parameter {key[1]} is gone."
    for key, parameter in new.items():
        was = old.get(key)
        if parameter.get("required") and not (was and was.get("required")):
            yield f"the parameter {key[1]} has to be given now."
        if was:
            yield from (f"the parameter {key[1]} {fault}" for fault in _narrower(was["schema"], parameter["schema"]))


def _narrower(old: Json, new: Json) -> Iterator[str]:
    """How a parameter takes less than it did."""
    if _types(old) - _types(new):
        yield f"no longer takes {', '.join(sorted(_types(old) - _types(new)))}."
    for name in _UPPER:
        if name in new and (name not in old or new[name] < old[name]):
            yield f"has a smaller {name}."
    for name in _LOWER:
        if name in new and (name not in old or new[name] > old[name]):
            yield f"has a larger {name}."
    if "enum" in new and ("enum" not in old or set(old["enum"]) - set(new["enum"])):
        yield "no longer takes every value it took."
    if "pattern" in new and new["pattern"] != old.get("pattern"):
        yield "takes another pattern."
    if "items" in old and "items" in new:
        yield from _narrower(old["items"], new["items"])


def _answers(before: Json, after: Json, promised: Json, now: Json) -> Iterator[str]:
    for status, answer in before["responses"].items():
        for media_type, content in answer.get("content", {}).items():
            found = after["responses"].get(status, {}).get("content", {}).get(media_type)
            if found is None:
                yield f"it no longer answers {status} as {media_type}."
            else:
                yield from _different(content["schema"], found["schema"], promised, now, "", ())


def _different(old: Json, new: Json, promised: Json, now: Json, where: str, seen: tuple[str, ...]) -> Iterator[str]:
    """How an answer holds less than it did, or something else."""
    if "$ref" in old:
        if old["$ref"] in seen:
            return
        seen = (*seen, old["$ref"])
    old, new = _resolved(old, promised), _resolved(new, now)
    place = where or "the answer"
    if _types(new) - _types(old):
        yield f"{place} may be {', '.join(sorted(_types(new) - _types(old)))} now."
    if old.get("format") != new.get("format") or old.get("pattern") != new.get("pattern"):
        yield f"{place} is written in another way."
    for name, schema in old.get("properties", {}).items():
        inner = f"{where}.{name}".lstrip(".")
        if name not in new.get("properties", {}):
            yield f"{inner} is gone."
            continue
        if name in old.get("required", ()) and name not in new.get("required", ()):
            yield f"{inner} may be missing now."
        yield from _different(schema, new["properties"][name], promised, now, inner, seen)
    if "items" in old and "items" in new:
        yield from _different(old["items"], new["items"], promised, now, f"{where}[]", seen)
    for one, other in zip(_alternatives(old), _alternatives(new), strict=False):
        yield from _different(one, other, promised, now, where, seen)


def _resolved(schema: Json, document: Json) -> Json:
    """The schema that a reference names."""
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _alternatives(schema: Json) -> list[Json]:
    """Of `anyOf`, those that are not null."""
    return [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]


def _types(schema: Json) -> set[str]:
    """JSON types that a value may have; a reference is an object."""
    if "anyOf" in schema:
        return set().union(*(_types(one) for one in schema["anyOf"]))
    if "$ref" in schema:
        return {"object"}
    return {schema["type"]} if "type" in schema else set()


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atlas.settings")
    import django

    django.setup()
    from evidence.api.pages import description

    now = description()
    if PROMISED.exists() and (faults := broken(json.loads(PROMISED.read_text("utf-8")), now)):
        sys.exit("This breaks what was promised. Leave it as it was, or begin /v2/:\n" + "\n".join(faults))
    PROMISED.write_text(written(now), "utf-8")


if __name__ == "__main__":
    main()
