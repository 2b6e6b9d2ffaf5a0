"""No browser test asserts what the page happens to show at this moment: a slower machine would see another moment.

`count()`, `is_visible()` and their like answer at once, from whichever page is there. Playwright's `expect(...)` looks
again until it is so. Read from the source text: https://playwright.dev/python/docs/test-assertions.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.source_reading import REPOSITORY

INSTEAD = {
    "activeElement": "expect(locator).to_be_focused()",
    "all": "expect(locator).to_have_count(number), then go through them",
    "all_inner_texts": "expect(locator).to_have_text([...], use_inner_text=True)",
    "all_text_contents": "expect(locator).to_have_text([...])",
    "content": "expect(locator).to_contain_text(...)",
    "count": "expect(locator).to_have_count(number)",
    "get_attribute": "expect(locator).to_have_attribute(name, value)",
    "inner_html": 'expect(locator).to_have_js_property("innerHTML", html)',
    "inner_text": 'expect(locator).to_have_text(words), or to_have_js_property("innerText", text) to the last space',
    "input_value": "expect(locator).to_have_value(value)",
    "is_checked": "expect(locator).to_be_checked()",
    "is_disabled": "expect(locator).to_be_disabled()",
    "is_editable": "expect(locator).to_be_editable()",
    "is_enabled": "expect(locator).to_be_enabled()",
    "is_hidden": "expect(locator).not_to_be_visible()",
    "is_visible": "expect(locator).to_be_visible()",
    "text_content": "expect(locator).to_have_text(words)",
    "title": "expect(page).to_have_title(words)",
    "url": "expect(page).to_have_url(address)",
}
"""What answers at once -> what waits."""
PAUSES = {"wait_for_timeout", "sleep"}
"""A pause is too short on some machine, and too long on every other."""


def asked_at_once(node: ast.AST) -> str:
    """The name in INSTEAD of what is asked of the browser here, or "".

    Django's rows are counted with the same names, as `Study.objects.count()`; lists count with an argument.
    """
    if isinstance(node, ast.Attribute) and node.attr == "url":
        return "url" if isinstance(node.value, ast.Name) and node.value.id != "live_server" else ""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and "document.activeElement" in node.value:
        return "activeElement"
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in INSTEAD):
        return ""
    of_rows = any(isinstance(part, ast.Attribute) and part.attr == "objects" for part in ast.walk(node.func))
    of_a_list = node.func.attr == "count" and node.args
    return "" if of_rows or of_a_list else node.func.attr


def hasty(source: str, path: str = "a test") -> list[str]:
    """One sentence for each assertion in `source` that does not wait, and for each pause."""
    found = []
    for node in ast.walk(ast.parse(source, path)):
        if isinstance(node, ast.Assert):
            for part in ast.walk(node.test):
                if name := asked_at_once(part):
                    what = f"{path}:{node.lineno}: {ast.unparse(part)}"
                    found.append(f"{what} does not wait. Write {INSTEAD[name]}.")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in PAUSES:
            found.append(
                f"{path}:{node.lineno}: {ast.unparse(node)} is a pause. Wait for what shall come: expect(...)."
            )
    return found


@pytest.mark.parametrize("path", sorted((REPOSITORY / "tests" / "functional").glob("*.py")), ids=lambda path: path.stem)
def test_every_assertion_waits(path: Path) -> None:
    found = hasty(path.read_text("utf-8"), path.relative_to(REPOSITORY).as_posix())
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ('assert page.get_by_text("Differs").count() == 2', "to_have_count"),
        ('assert not page.locator("p").first.is_visible(), "gone"', "to_be_visible"),
        ('assert [link.inner_text() for link in page.locator("a").all()] == []', "to_have_text"),
        ('assert page.url.endswith("/admin/")', "to_have_url"),
        ('assert live and page.title().startswith("Error")', "to_have_title"),
        ("assert page.evaluate('document.activeElement.id') == 'id_contact'", "to_be_focused"),
        ("page.wait_for_timeout(500)", "expect"),
        ("time.sleep(1)", "expect"),
    ],
)
def test_a_hasty_one_is_told_what_to_write(source: str, told: str) -> None:
    assert any(told in sentence for sentence in hasty(source))


@pytest.mark.parametrize(
    "source",
    [
        "assert Study.objects.filter(country='Norway').count() == 1",
        "assert [study.doi for study in Study.objects.all()] == []",
        "assert trail.count('publication.published') == 2",
        "assert not [url for url in asked if not url.startswith(live_server.url)]",
        "code = page.locator('p.code').inner_text()",
        "expect(page.get_by_text('Differs')).to_have_count(2)",
    ],
)
def test_rows_and_lists_are_counted_freely(source: str) -> None:
    assert hasty(source) == []
