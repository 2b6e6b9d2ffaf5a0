"""Marks of language on pages whose words and texts are not in the same one."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context, Node, NodeList, TemplateSyntaxError
from django.template.base import Parser, TextNode, Token
from django.templatetags.i18n import TranslateNode
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from evidence.presenters.words import shown
from evidence.vocabulary import is_language_tag

register = template.Library()


@register.simple_tag
def written_in(tag: Any = "en") -> SafeString | str:
    """` lang="en"` for an element whose text is in that language; nothing where the whole page is in it.

    `tag` is BCP 47's; what is no tag counts as English, the language of all texts that name none.
    """
    foreign = _foreign(tag)
    return format_html(' lang="{}"', foreign) if foreign else ""


@register.simple_tag
def as_written(text: Any, tag: Any = "en") -> SafeString:
    """The text, escaped, in an element that names its language; alone where the whole page is in it."""
    foreign = _foreign(tag)
    return format_html('<span lang="{}">{}</span>', foreign, text) if foreign and text else conditional_escape(text)


@register.filter
def spoken(words: Any) -> str:
    """A word or sentence of the rules, or of a table of ours, in the reader's language."""
    return shown(words) if isinstance(words, str) else str(words)


@register.filter
def mid_sentence(words: Any) -> str:
    """Words of a link as they stand within a sentence: small letters, but in German, which writes nouns large."""
    return str(words) if (get_language() or "en").startswith("de") else str(words).lower()


class OnceNode(Node):
    """Words and marks that are the same on every page of a language."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self.said: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        language = get_language()
        if (said := self.said.get(language)) is None:
            # A context of its own, so that nothing of a page or of its reader can ever stand in it.
            said = self.said[language] = self.nodelist.render(Context())
        return said


@register.tag
def once(parser: Parser, token: Token) -> OnceNode:
    """`{% once %}...{% endonce %}`: translated once a language and process, and kept.

    It holds text and {% translate %} of constants. A template in which anything else stands there is refused when it is
    loaded.
    """
    nodelist = parser.parse(("endonce",))
    parser.delete_first_token()
    for node in nodelist:
        if not _is_constant(node):
            raise TemplateSyntaxError(f"{{% once %}} holds text and translations alone, and not {node!r}.")
    return OnceNode(nodelist)


def _is_constant(node: Node) -> bool:
    if isinstance(node, TranslateNode):
        words, context = node.filter_expression, node.message_context
        constant = words.is_var and words.var.lookups is None and not words.filters and not node.asvar
        return constant and (context is None or not context.is_var)
    return type(node) is TextNode


def _foreign(tag: Any) -> str:
    """The tag of a text that is in another language than the page; "" where they are in the same."""
    known = tag if isinstance(tag, str) and is_language_tag(tag) else "en"
    page = (get_language() or "en").partition("-")[0]
    return "" if known.partition("-")[0] == page else known
