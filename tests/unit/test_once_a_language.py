"""`{% once %}`: what is kept of a template can hold nothing of a page or its reader."""

from __future__ import annotations

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils.translation import override


def template(inside: str) -> Template:
    return Template("{% load i18n languages %}{% once %}" + inside + "{% endonce %}")


def test_it_is_said_in_each_language() -> None:
    told = template('<b>{% translate "Search" %}</b> {% translate "From" context "year" %}')
    for _ in range(2):
        assert told.render(Context()) == "<b>Search</b> From"
        with override("de"):
            assert "<b>Suchen</b>" in told.render(Context()) or "<b>Suche</b>" in told.render(Context())


@pytest.mark.parametrize(
    "inside",
    [
        "{{ name }}", "{% translate name %}",
        '{% translate "From" context name %}', '{% translate "Search"|upper %}', '{% translate "Search" as word %}',
        "{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}", "{% if name %}a{% endif %}", "{% csrf_token %}",
        "{% blocktranslate with n=name %}Search{% endblocktranslate %}", '{% include "base.html" %}',
    ],
)  # fmt: skip
def test_anything_that_could_differ_is_refused_when_it_is_loaded(inside: str) -> None:
    with pytest.raises(TemplateSyntaxError, match="text and translations alone"):
        template(inside)
