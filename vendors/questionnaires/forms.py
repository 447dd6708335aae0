"""Forms of the builder: a section, a question, the next version."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from vendors.questionnaires.content import (
    LONGEST_TEXT,
    MOST_WEIGHT,
    Choice,
    InvalidContent,
    Question,
    QuestionKind,
    Questionnaire,
    Section,
    check_question,
)

KINDS = (
    (QuestionKind.YES_NO.value, _("yes, no, not applicable")),
    (QuestionKind.SINGLE.value, _("one of several")),
    (QuestionKind.MULTIPLE.value, _("any of several")),
    (QuestionKind.TEXT.value, _("text")),
    (QuestionKind.NUMBER.value, _("number")),
    (QuestionKind.DATE.value, _("date")),
    (QuestionKind.FILE.value, _("file")),
    (QuestionKind.TABLE.value, _("table")),
)
#: Stands for a condition that the form cannot show.
KEPT = "*"


def _text(label: Any, *, required: bool = False, rows: int = 0, **options: Any) -> forms.CharField:
    widget = UnfoldAdminTextareaWidget(attrs={"rows": rows}) if rows else UnfoldAdminTextInputWidget()
    return forms.CharField(label=label, required=required, widget=widget, max_length=LONGEST_TEXT, **options)


def _switch(label: Any, **options: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, widget=UnfoldBooleanSwitchWidget(), **options)


class SectionForm(forms.Form):
    """A section: its title and what it says before the questions."""

    title = _text(_("title"), required=True)
    description = _text(_("description"), rows=3)

    def get_section(self, key: str, taken: set[str]) -> Section:
        """Return the section that was entered; a new one gets a key from its title."""
        title = self.cleaned_data["title"].strip()
        return Section(key or make_key(title, taken), title, self.cleaned_data["description"].strip())


def make_key(title: str, taken: set[str]) -> str:
    """Return a key of a title that is not taken."""
    stem = slugify(title)[:50] or "section"
    return next(
        key for n in range(1, len(taken) + 2) if (key := stem if n == 1 else f"{stem}-{n}") not in taken
    )


class QuestionForm(forms.Form):
    """One question; choices, columns, good answers and controls are a line each."""

    section = forms.ChoiceField(label=_("section"), widget=UnfoldAdminSelectWidget())
    id = _text(_("id"), required=True, help_text=_("Short and lasting, such as DATA-03."))
    text = _text(_("question"), required=True, rows=3)
    kind = forms.ChoiceField(label=_("answered by"), choices=KINDS, widget=UnfoldAdminSelectWidget())
    choices = _text(
        _("choices"),
        rows=4,
        help_text=_("One a line: a short key, a vertical bar, the words. “eu | In the EU”"),
    )
    columns = _text(_("columns of the table"), rows=3, help_text=_("One a line."))
    guidance = _text(_("guidance"), rows=2, help_text=_("Shown under the question."))
    help = _text(_("why it is asked"), rows=2, help_text=_("Shown when the vendor asks for it."))
    is_required = _switch(_("must be answered"), initial=True)
    allows_na = _switch(_("may be not applicable"), initial=True)
    needs_evidence = _switch(_("needs evidence"))
    asks_owner = _switch(_("asks who is responsible"))
    weight = forms.IntegerField(
        label=_("weight"),
        min_value=0,
        max_value=MOST_WEIGHT,
        initial=1,
        widget=UnfoldAdminIntegerFieldWidget(),
    )
    good = _text(
        _("good answers"),
        rows=2,
        help_text=_("Keys, one a line; yes, no or na for the first kind. Empty: not scored."),
    )
    shown_if = forms.ChoiceField(label=_("only after"), required=False, widget=UnfoldAdminSelectWidget())
    shown_if_answers = _text(
        _("when it is answered"), rows=2, help_text=_("Keys, one a line. Empty: whatever the answer is.")
    )
    controls = _text(_("controls"), rows=2, help_text=_("One a line, such as ISO27001:A.5.19."))

    def __init__(self, *args: Any, content: Questionnaire, old: Question | None, **kwargs: Any) -> None:
        self.content, self.old = content, old
        kwargs["initial"] = {**make_initial(content, old), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        sections: Any = self.fields["section"]
        sections.choices = [(section.key, section.title) for section in content.sections]
        others: Any = self.fields["shown_if"]
        others.choices = [
            ("", _("always shown")),
            *([(KEPT, _("a condition of several parts, kept as it is"))] if is_compound(old) else []),
            *((q.id, f"{q.id} · {q.text[:80]}") for q in content if old is None or q.id != old.id),
        ]

    def get_question(self) -> Question:
        """Return the question that was entered."""
        data = self.cleaned_data
        return Question(
            id=data["id"].strip(),
            text=data["text"].strip(),
            kind=QuestionKind(data["kind"]),
            choices=tuple(Choice(*each) for each in map(_split_choice, _lines(data["choices"]))),
            columns=tuple(_lines(data["columns"])),
            guidance=data["guidance"].strip(),
            help=data["help"].strip(),
            is_required=data["is_required"],
            allows_na=data["allows_na"],
            needs_evidence=data["needs_evidence"],
            asks_owner=data["asks_owner"],
            weight=data["weight"],
            good=tuple(_lines(data["good"])),
            shown_if=self._read_condition(),
            controls=tuple(_lines(data["controls"])),
        )

    def _read_condition(self) -> dict[str, Any] | None:
        chosen = self.cleaned_data["shown_if"]
        keys = _lines(self.cleaned_data["shown_if_answers"])
        if chosen == KEPT and self.old is not None and self.old.shown_if is not None:
            return dict(self.old.shown_if)
        if not chosen:
            return None
        return {"question": chosen, "in": keys} if keys else {"question": chosen, "answered": True}

    def clean(self) -> dict[str, Any]:
        """Refuse a question that breaks a rule by itself."""
        data = super().clean() or {}
        if not self.errors:
            try:
                check_question(self.get_question())
            except InvalidContent as error:
                raise forms.ValidationError(str(error)) from None
        return data


def is_compound(question: Question | None) -> bool:
    """Return whether a question's condition is more than one look at one other."""
    return question is not None and question.shown_if is not None and "question" not in question.shown_if


def make_initial(content: Questionnaire, question: Question | None) -> dict[str, Any]:
    """Return what the form of a question starts with."""
    if question is None:
        return {}
    condition: Any = question.shown_if or {}
    return {
        "section": content.section_of(question.id).key if content.get(question.id) else "",
        "id": question.id,
        "text": question.text,
        "kind": question.kind.value,
        "choices": "\n".join(f"{choice.key} | {choice.label}" for choice in question.choices),
        "columns": "\n".join(question.columns),
        "guidance": question.guidance,
        "help": question.help,
        "is_required": question.is_required,
        "allows_na": question.allows_na,
        "needs_evidence": question.needs_evidence,
        "asks_owner": question.asks_owner,
        "weight": question.weight,
        "good": "\n".join(question.good),
        "shown_if": KEPT if is_compound(question) else condition.get("question", ""),
        "shown_if_answers": "\n".join(condition.get("in", ())),
        "controls": "\n".join(question.controls),
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _split_choice(line: str) -> tuple[str, str]:
    key, bar, label = (part.strip() for part in line.partition("|"))
    return (key, label or key) if bar else (slugify(line)[:60] or line, line)


class NextVersionForm(forms.Form):
    """How the next version is called."""

    label = forms.CharField(label=_("version"), max_length=40, widget=UnfoldAdminTextInputWidget())
