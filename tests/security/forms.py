"""The forms of a page, read as a browser reads them, so that attacks post what the page itself would post."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

BUTTONS = {"submit", "button", "reset", "image"}


@dataclass
class Form:
    """One form: where it goes, and its fields with their values as shown."""

    action: str = ""
    method: str = "get"
    fields: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    texts: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)

    def encode(self, **changes: Any) -> str:
        """Return the body of a POST with some fields replaced."""
        given = {name: [values] if isinstance(values, str) else values for name, values in changes.items()}
        return urlencode({**self.fields, **given}, doseq=True)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.open = False
        self.select = self.textarea = ""
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
            self.open = True
        elif self.open:
            self._handle_field(tag, given)

    def _handle_field(self, tag: str, given: dict[str, str]) -> None:
        form, name = self.forms[-1], given.get("name", "")
        if tag == "input" and name:
            kind = given.get("type", "text")
            if kind in {"checkbox", "radio"}:
                form.choices.setdefault(name, []).append(given.get("value", "on"))
                if "checked" in given:
                    form.fields.setdefault(name, []).append(given.get("value", "on"))
            elif kind == "file":
                form.files.add(name)
            elif kind not in BUTTONS:
                form.fields.setdefault(name, []).append(given.get("value", ""))
                if kind in {"text", "search", "email", "url"}:
                    form.texts.add(name)
        elif tag == "select" and name:
            self.select = name
            form.fields.setdefault(name, [])
            form.choices.setdefault(name, [])
        elif tag == "option" and self.select:
            form.choices[self.select].append(given.get("value", ""))
            if "selected" in given:
                form.fields[self.select].append(given.get("value", ""))
        elif tag == "textarea" and name:
            self.textarea, self.text = name, ""

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = False
        elif tag == "select":
            self.select = ""
        elif tag == "textarea" and self.textarea:
            self.forms[-1].fields[self.textarea] = [self.text.removeprefix("\n")]
            self.forms[-1].texts.add(self.textarea)
            self.textarea = ""


def read_forms(page: str) -> list[Form]:
    """Return the forms of a page that post, without the one that signs out."""
    reader = _Reader()
    reader.feed(page)
    return [form for form in reader.forms if form.method == "post" and "logout" not in form.action]
