"""citeproc-py with the parts of the CSL specification that it leaves out.

Elements of a style are Python classes to citeproc-py; `load_style` puts ours in place of some of them, for
our styles only:

    _Substitute   what stands in for missing authors is not printed a second time ("Title. (2021). Title.")
    _If           ... but a condition still sees it
    _Label        text-case="title" for labels: "(Eds.)", not "(eds.)"

and mends two things in the style itself: the number before each reference is taken off, and the delimiter of
a style's own date format, which citeproc-py does not know, is written into its parts ("2021 Feb", not
"2021Feb").
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, model
from citeproc.model import etree  # lxml, as citeproc-py uses it
from citeproc.source import BibliographySource, Reference, VariableError

_CSL = "http://purl.org/net/xbiblio/csl"


class Work(Reference):  # type: ignore[misc]
    """The variables of one work, of which some can be hidden while a reference is rendered."""

    def __init__(self, type: str, **variables: Any) -> None:
        object.__setattr__(self, "hidden", set())
        object.__setattr__(self, "touched", set())
        super().__init__("work", type, **variables)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in ("key", "type"):
            object.__setattr__(self, name, value)
        else:
            super().__setattr__(name, value)

    def __getitem__(self, variable: str) -> Any:
        if variable in self.hidden:
            raise VariableError
        self.touched.add(variable)
        return super().__getitem__(variable)

    def get(self, variable: str, default: Any = None) -> Any:
        try:
            return self[variable]
        except VariableError:
            return default

    def __contains__(self, variable: object) -> bool:
        return variable not in self.hidden and super().__contains__(variable)

    def has(self, variable: str) -> bool:
        """Whether the work has this variable at all, hidden or not."""
        return dict.__contains__(self, variable)


class _Substitute(model.Substitute):  # type: ignore[misc]
    def render(self, item: Any, context: Any = None, **kwargs: Any) -> Any:
        work = item.reference
        for child in self.iterchildren():
            work.touched.clear()
            try:
                if isinstance(child, model.Names) and child.name is None:
                    names = self.xpath_search("./parent::cs:names[1]")[0]
                    text = child.render(item, names_context=names, context=context, **kwargs)
                else:
                    text = child.render(item, context=context, **kwargs)
            except VariableError:
                continue
            if text:
                work.hidden.update(variable for variable in work.touched if work.has(variable))
                return text
        return None


class _Condition:
    def _variable(self, item: Any) -> list[bool]:
        names = (name.replace("-", "_") for name in self.get("variable").split())  # type: ignore[attr-defined]
        return [name != "locator" and item.reference.has(name) for name in names]


class _If(_Condition, model.If):  # type: ignore[misc]
    pass


class _ElseIf(_Condition, model.Else_If):  # type: ignore[misc]
    pass


class _Label(model.Label):  # type: ignore[misc]
    def case(self, text: Any, language: str | None = None) -> Any:
        return super().case(text, language or "en")


_OURS = {"substitute": _Substitute, "if": _If, "else-if": _ElseIf, "label": _Label}


class _Style(CitationStylesStyle):  # type: ignore[misc]
    def __init__(self, path: Path, locale: str) -> None:
        lookup = etree.ElementNamespaceClassLookup()
        namespace = lookup.get_namespace(_CSL)
        namespace[None] = model.CitationStylesElement
        theirs = {
            kind.__name__.replace("_", "-").lower(): kind for kind in model.CitationStylesElement.__subclasses__()
        }
        namespace.update(theirs | _OURS)
        parser = etree.XMLParser(remove_comments=True, encoding="UTF-8", no_network=True, resolve_entities=False)
        parser.set_element_class_lookup(lookup)
        self.xml = etree.parse(str(path), parser)
        self.root = self.xml.getroot()
        self.root.set_locale_list(locale, validate=False)


def load_style(path: Path, locale: str = "en-US") -> CitationStylesStyle:
    """A CSL style ready to render. It keeps the state of a rendering inside: one a thread."""
    style = _Style(path, locale)
    for number in style.root.xpath_search("./cs:bibliography/cs:layout/cs:text[@variable='citation-number']"):
        number.getparent().remove(number)
    for date in style.root.xpath_search("./cs:locale/cs:date[@delimiter]"):
        for part in list(date)[1:]:
            part.set("prefix", date.get("delimiter") + part.get("prefix", ""))
    return style


def render(style: CitationStylesStyle, work: Work, formatter: Any) -> str:
    """The reference of one work in one style, as the formatter marks it up."""
    source = BibliographySource()
    source.add(work)
    bibliography = CitationStylesBibliography(style, source, formatter)
    bibliography.register(Citation([CitationItem("work")]))
    return str(bibliography.bibliography()[0])
