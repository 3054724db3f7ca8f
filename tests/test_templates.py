"""Templates are written in lines that fit, and what is sent is not indented as they are."""

from __future__ import annotations

import jinja2
import pytest

from a09web.jinja import Unindented

from .sources import ROOT, TEMPLATES

LONGEST_LINE = 120

environment = jinja2.Environment(trim_blocks=True, lstrip_blocks=True, autoescape=True, extensions=[Unindented])


def sent(template: str, **context: object) -> str:
    return environment.from_string(template).render(context)


def test_no_line_of_a_template_is_too_long() -> None:
    lines = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in TEMPLATES
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if path.suffix == ".html" and len(line) > LONGEST_LINE
    ]
    assert not lines


@pytest.mark.parametrize(
    ("template", "html"),
    [
        ("<ul>\n    <li>one</li>\n    <li>two</li>\n</ul>", "<ul><li>one</li> <li>two</li></ul>"),
        ("<p>two\n   lines</p>", "<p>two lines</p>"),
        ("<p>\n  one <b>two</b>\n  <i>three</i>\n</p>", "<p>one <b>two</b> <i>three</i></p>"),
        ('<a class="x"\n   href="/">', '<a class="x" href="/">'),
        ("<b>a</b>\n  and <i>b</i>", "<b>a</b> and <i>b</i>"),
        ("<span>\n  a\n</span>", "<span> a </span>"),
        ("{{ name }}\n    is on", "r1 is on"),
        ("{% if name %}\n    on\n{% endif %}", " on "),
        ("<p>\n  {{- name -}}\n</p>", "<p>r1</p>"),
        ("<tr>\n{% if name %}\n  <td>{{ name }}</td>\n{% endif %}\n  </tr>", "<tr> <td>r1</td> </tr>"),
        ("<g>\n  <path/>\n  <path/>\n</g>", "<g><path/><path/></g>"),
        ("a {{ name }}  b", "a r1 b"),
        ("a <b>{{ name }}</b> <i>b</i>", "a <b>r1</b> <i>b</i>"),
    ],
)
def test_indentation_is_not_sent(template: str, html: str) -> None:
    assert sent(template, name="r1") == html


@pytest.mark.parametrize("name", ["pre", "script", "style", "textarea"])
def test_where_whitespace_counts_it_is_kept(name: str) -> None:
    template = f"<div>  <{name}>\n  a {{{{ x }}}}\n    // b\n  c</{name}>\n  </div>"
    assert sent(template, x="{\n  }") == f"<div><{name}>\n  a {{\n  }}\n    // b\n  c</{name}></div>"


def test_what_a_template_is_given_is_sent_as_it_is() -> None:
    assert sent("<p>{{ said }}</p>", said="a\n\n   b") == "<p>a\n\n   b</p>"
