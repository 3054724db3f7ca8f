"""What a page or an answer to htmx holds, read with the parser of the standard library."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import takewhile

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    depth: int
    inner: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.attributes.get("id", "")

    @property
    def text(self) -> str:
        return " ".join("".join(self.inner).split())


class Html(HTMLParser):
    """All elements in document order. Fails on tags that do not close as they opened."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(text)
        self.close()
        assert not self._open, f"left open: {self._open}"

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attributes}, len(self._open))
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attributes}, len(self._open)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        opened = self._open.pop()
        assert opened.tag == tag, f"</{tag}> closes <{opened.tag}>"

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.inner.append(data)

    def all(self, tag: str, **attributes: str) -> list[Element]:
        return [
            element
            for element in self.elements
            if element.tag == tag and all(element.attributes.get(name) == value for name, value in attributes.items())
        ]

    def with_class(self, name: str) -> list[Element]:
        return [element for element in self.elements if name in element.attributes.get("class", "").split()]

    def within(self, outer: Element, tag: str) -> list[Element]:
        """Those of a tag that are inside of another element."""
        place = next(place for place, element in enumerate(self.elements) if element is outer)
        inside = takewhile(lambda element: element.depth > outer.depth, self.elements[place + 1 :])
        return [element for element in inside if element.tag == tag]

    def by_id(self, name: str) -> Element:
        found = [element for element in self.elements if element.id == name]
        assert len(found) == 1, f"{len(found)} elements have the id {name}"
        return found[0]

    @property
    def ids(self) -> list[str]:
        return [element.id for element in self.elements if element.id]

    @property
    def top(self) -> list[Element]:
        return [element for element in self.elements if element.depth == 0]

    @property
    def hashes(self) -> str:
        """What `panels.js` tells the server of the panels on the page."""
        known = {e.id: e.attributes["data-hash"] for e in self.elements if "data-hash" in e.attributes}
        entries = ".".join(value for name, value in known.items() if name.startswith("entry-"))
        others = (f"{name}:{value}" for name, value in known.items() if not name.startswith("entry-"))
        return " ".join([*others, f"entries:{entries}"])

    @property
    def notice(self) -> str:
        return self.by_id("notice").text

    def value(self, name: str) -> str:
        """The value of the first field of that name."""
        return next(element.attributes.get("value", "") for element in self.all("input", name=name))

    @property
    def version(self) -> int:
        return int(self.value("version"))

    @property
    def choices(self) -> dict[str, list[str]]:
        """The values that its buttons offer, by the names of the fields. The board offers some steps once more."""
        offered: dict[str, list[str]] = {}
        for button in self.all("button"):
            if "name" in button.attributes:
                values = offered.setdefault(button.attributes["name"], [])
                if button.attributes["name"] != "step" or button.attributes["value"] not in values:
                    values.append(button.attributes["value"])
        return offered
