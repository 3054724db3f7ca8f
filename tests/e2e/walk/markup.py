"""A page as a browser without scripts has it: where it leads, and the forms that can be sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

Fields = list[tuple[str, str]]
TYPED = {
    "title": "Schedulers, the second lesson on Tuesday afternoons",
    "note": "Who may still believe that the run is theirs, once the lease has run out?",
    "author": "Wilhelmina Featherstonehaugh",
    "own": "Wilhelmina Featherstone",
    "username": "ada",
    **dict.fromkeys(("password", "password1", "password2"), "correct horse battery staple"),
}
"""What is typed into fields of these names: it is long."""
SAYS_IT = "\0"
"""The value of an option whose words are its value."""
UNTYPED = {"submit", "button", "reset", "image", "file"}


@dataclass
class Button:
    name: str = ""
    value: str = ""
    action: str | None = None


@dataclass
class Form:
    """A form, and what it sends if nobody changes anything in it."""

    action: str
    method: str
    fields: Fields = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    """The fields that wait for something to be typed."""
    chosen: dict[str, str] = field(default_factory=dict)
    """The groups of choices in which nothing is chosen yet, and the first of each."""

    def knows(self, names: Iterable[str]) -> bool:
        """Whether all of these can be sent by it."""
        known = {name for name, _ in self.fields} | {*self.asked, *self.chosen} | {each.name for each in self.buttons}
        return known.issuperset(names)

    def sent(self, button: Button, typed: dict[str, str]) -> Fields:
        """What goes to the server when the button is pressed and this was typed."""
        known = [*self.fields, *self.chosen.items(), *((name, TYPED.get(name, "")) for name in self.asked)]
        pressed = [(button.name, button.value)] if button.name else []
        return [*((name, typed.get(name, value)) for name, value in known), *pressed]


class Page(HTMLParser):
    """What is of use in the HTML of a page at this address."""

    def __init__(self, address: str, html: str) -> None:
        super().__init__()
        self.address = address
        self.links: list[str] = []
        self.copied: list[str] = []
        """What stands in fields that are there to be copied."""
        self.forms: list[Form] = []
        self.looks: list[str] = []
        """The classes of the root and the body, by which kinds of pages differ."""
        self._by_id: dict[str, Form] = {}
        self._open: Form | None = None
        self._select: tuple[Form, str, list[tuple[str, bool]]] | None = None
        self._textarea: tuple[Form | None, dict[str, str], list[str]] | None = None
        self._late: list[tuple[str, dict[str, str]]] = []
        self.feed(html)
        for tag, attributes in self._late:
            if form := self._by_id.get(attributes["form"]):
                self._control(tag, attributes, form)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag in ("html", "body"):
            self.looks += attributes.get("class", "").split()
            self.looks += [f"{name}={attributes[name]}" for name in ("data-mode", "data-role") if name in attributes]
        elif tag in ("a", "iframe"):
            self._link(attributes.get("href", ""))
        elif tag == "form":
            self._open = Form(self._whole(attributes.get("action", "")), attributes.get("method", "get").lower())
            self.forms.append(self._open)
            self._by_id[attributes.get("id", "")] = self._open
        elif tag == "option" and self._select is not None:
            self._select[2].append((attributes.get("value", SAYS_IT), "selected" in attributes))
        elif tag in ("input", "button", "select", "textarea") and "disabled" not in attributes:
            if "form" in attributes:
                self._late.append((tag, attributes))
            else:
                self._control(tag, attributes, self._open)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select" and self._select is not None:
            owner, name, options = self._select
            owner.fields.append((name, next((value for value, is_chosen in options if is_chosen), options[0][0])))
            self._select = None
        elif tag == "textarea" and self._textarea is not None:
            form, attributes, said = self._textarea
            self._textarea = None
            if form is not None:
                self._typed("".join(said).removeprefix("\n"), attributes, form)

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            self._textarea[2].append(data)
        elif self._select is not None and self._select[2] and self._select[2][-1][0] == SAYS_IT and data.strip():
            self._select[2][-1] = (data.strip(), self._select[2][-1][1])

    def _control(self, tag: str, attributes: dict[str, str], form: Form | None) -> None:
        kind, name, value = attributes.get("type", ""), attributes.get("name", ""), attributes.get("value", "")
        if "readonly" in attributes:
            self.copied.append(value)
        elif tag == "textarea":
            self._textarea = (form, attributes, [])
        elif form is None:
            return
        elif tag == "button" or kind in UNTYPED:
            if kind in ("", "submit"):
                action = attributes.get("formaction")
                form.buttons.append(Button(name, value, action and self._whole(action)))
        elif tag == "select":
            self._select = (form, name, [])
        elif kind in ("checkbox", "radio"):
            if "checked" in attributes:
                form.chosen.pop(name, None)
                form.fields.append((name, value or "on"))
            elif not any(name == known for known, _ in form.fields):
                form.chosen.setdefault(name, value or "on")
        elif name:
            self._typed(value, attributes, form)

    def _typed(self, value: str, attributes: dict[str, str], form: Form) -> None:
        name, kind = attributes.get("name", ""), attributes.get("type", "")
        if not name:
            return
        if value or kind in ("hidden", "number"):
            form.fields.append((name, value))
        else:
            form.asked.append(name)

    def _link(self, href: str) -> None:
        if href and not href.startswith(("#", "mailto:", "data:")):
            self.links.append(self._whole(href))

    def _whole(self, address: str) -> str:
        return urljoin(self.address, address).partition("#")[0]
