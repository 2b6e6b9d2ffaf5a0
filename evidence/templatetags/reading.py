"""Small helps for the eye on public pages."""

from __future__ import annotations

from django import template
from django.template import Context
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from evidence.presenters import badges
from evidence.presenters.jargon import Jargon
from evidence.presenters.notice_alert import NoticeAlertLine
from evidence.presenters.search_page import Group, Years
from evidence.presenters.study_page import StudyPage

register = template.Library()


@register.filter
def breakable(text: str) -> SafeString:
    """The text, escaped, with a place to break the line behind each slash.

    Titles of this field hold "encephalomyelitis/chronic", which is wider than a phone and broke inside a word.
    """
    # Safe: everything was escaped before the one tag of ours is put in.
    return mark_safe(conditional_escape(text).replace("/", "/<wbr>"))  # noqa: S308


@register.simple_tag(takes_context=True)
def explained(context: Context, text: str) -> SafeString:
    """The text, escaped, with words of the field leading to plain words; just escaped where no page collects them."""
    jargon = context.get("jargon")
    return jargon.explain(text) if isinstance(jargon, Jargon) else conditional_escape(text)


@register.simple_tag
def badges_of(page: StudyPage) -> tuple[badges.Badge, ...]:
    """The words at the top of an evidence page, each with what it means."""
    return badges.badges(page)


@register.simple_tag
def warning_of(page: StudyPage, alert: NoticeAlertLine | str | None = None) -> str:
    """ "Retracted" before a title, wherever it stands; "" where there is nothing to warn of."""
    return badges.warning(page, alert if isinstance(alert, NoticeAlertLine) else None)


@register.simple_tag
def facet_values(group: Group) -> SafeString:
    """The boxes of one facet of the form. A form has up to a hundred, so they are not drawn by a template each."""
    name = conditional_escape(group.key)
    # Safe: every text is escaped before a tag of ours is put round it.
    return mark_safe(  # noqa: S308
        "".join(
            f'<label><input type="checkbox" name="{name}" value="{conditional_escape(one.value)}"'
            f"{' checked' if one.chosen else ''}> <span>{conditional_escape(one.words)} "
            f'<span class="fine">{one.count}</span></span></label>\n'
            for one in group.values
        )
    )


@register.simple_tag
def year_bars(years: Years) -> SafeString:
    """The bars of the drawing of years."""
    # Safe: numbers alone.
    return mark_safe(  # noqa: S308
        "".join(f'<rect x="{one.x:d}" y="{one.y:d}" width="8" height="{one.height:d}"/>' for one in years.bars)
    )
