"""The request form, for officers in the admin and for everybody on the product's own pages, and the vote form."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance.accounts.enums import AccountKind
from governance.accounts.models import Team, User
from governance.approvals.enums import VoteChoice
from governance.approvals.scope import ANY, ENVIRONMENTS
from governance.classification.models import DataClass, Grouping, Region
from governance.core.days import legal_day
from governance.use_cases.models import UseCase

PHASES = (
    (1, _("1 · reads only, non-sensitive data")),
    (2, _("2 · writes in a sandbox, or a person approves each action")),
    (3, _("3 · automated on non-regulated data")),
    (4, _("4 · regulated data and compliance-sensitive work")),
)
EXTRA_LINES = 20


class ScopeForm(forms.Form):
    """What is asked for. Choices are what the reader may see; "any" is a choice of its own, never the default."""

    justification = forms.CharField(
        label=_("Why it is needed"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}), strip=True
    )
    use_cases = forms.MultipleChoiceField(label=_("Use cases"))
    teams = forms.MultipleChoiceField(label=_("Teams"))
    data_classes = forms.MultipleChoiceField(label=_("Data classes"))
    regions = forms.MultipleChoiceField(label=_("Regions and places"))
    environments = forms.MultipleChoiceField(label=_("Environments"))
    max_phase = forms.TypedChoiceField(label=_("Up to phase"), choices=PHASES, coerce=int, initial=1)
    valid_until = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The approval ends at the start of this day (UTC). Empty: as long as the policy allows."),
    )
    conditions = forms.CharField(
        label=_("Conditions"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "One a line: a short code, a colon, a sentence. Example: human-review: A person reads each answer."
        ),
    )
    evidence_links = forms.CharField(
        label=_("Evidence"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "One a line: a title, a bar, an https address. Example: Test report | https://intranet/report"
        ),
    )
    co_authors = forms.MultipleChoiceField(
        label=_("Co-authors"), required=False, help_text=_("Their votes will not count on this request.")
    )
    replaces_current = forms.BooleanField(
        label=_("Replace the approvals in force for this record"), required=False, initial=True
    )

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        any_of = (ANY, _("any"))
        self._choose("use_cases", [*_pairs(UseCase.objects.restrict(actor).filter(is_active=True)), any_of])
        self._choose("teams", [*_pairs(Team.objects.restrict(actor).filter(is_active=True)), any_of])
        self._choose("data_classes", [*_pairs(DataClass.objects.restrict(actor)), any_of])
        places = [
            (key, f"{name} ({key})")
            for key, name in Grouping.objects.restrict(actor).values_list("key", "name")
        ]
        regions = Region.objects.restrict(actor).order_by("key").values_list("key", "city")
        self._choose(
            "regions",
            [*places, *((key, f"{key} · {city}" if city else key) for key, city in regions), any_of],
        )
        self._choose("environments", [(name, name) for name in ENVIRONMENTS])
        people = (
            User.objects.restrict(actor).filter(kind=AccountKind.PERSON, is_active=True).exclude(pk=actor.pk)
        )
        self._choose("co_authors", [(str(pk), name) for pk, name in people.values_list("pk", "name")])

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = cast(forms.MultipleChoiceField, self.fields[name])
        field.choices = choices

    def clean_valid_until(self) -> datetime | None:
        """Return the start of the chosen day in UTC."""
        day = self.cleaned_data["valid_until"]
        if day is None:
            return None
        instant = datetime.combine(day, time.min, tzinfo=UTC)
        if instant <= timezone.now():
            raise forms.ValidationError(_("The end must lie in the future."))
        return instant

    def clean_conditions(self) -> list[dict[str, str]]:
        """Return the conditions as code and message."""
        return [
            {"code": code.strip(), "message": message.strip()}
            for code, message in self._lines(
                "conditions", ":", _("Write a code, a colon and a sentence on each line.")
            )
        ]

    def clean_evidence_links(self) -> list[dict[str, str]]:
        """Return the links as title and address; only https and http addresses are links."""
        links = []
        for title, url in self._lines(
            "evidence_links", "|", _("Write a title, a bar and an address on each line.")
        ):
            if not url.strip().startswith(("https://", "http://")):
                raise forms.ValidationError(_("An address starts with https://."))
            links.append({"title": title.strip(), "url": url.strip()})
        return links

    def _lines(self, name: str, separator: str, complaint: Any) -> list[tuple[str, str]]:
        lines = [line for line in self.cleaned_data[name].splitlines() if line.strip()]
        pairs = []
        for line in lines[:EXTRA_LINES]:
            left, found, right = line.partition(separator)
            if not found or not left.strip() or not right.strip():
                raise forms.ValidationError(complaint)
            pairs.append((left, right))
        return pairs

    def get_terms(self) -> dict[str, Any]:
        """Return the validated terms as `request_approval` and `change_request` take them."""
        values = self.cleaned_data
        lists = ("use_cases", "teams", "data_classes", "regions", "environments")
        return {
            "scope": {**{name: values[name] for name in lists}, "max_phase": values["max_phase"]},
            "justification": values["justification"],
            "conditions": values["conditions"],
            "evidence_links": values["evidence_links"],
            "valid_until": values["valid_until"],
            "replaces_current": values["replaces_current"],
        }

    def get_co_authors(self) -> list[User]:
        """Return the chosen co-authors."""
        return list(User.objects.filter(pk__in=self.cleaned_data["co_authors"]))


def _pairs(rows: Any) -> list[tuple[str, str]]:
    return [(key, f"{name} ({key})") for key, name in rows.order_by("key").values_list("key", "name")]


class VoteForm(forms.Form):
    """A vote bound to the digest of the page it was cast from."""

    choice = forms.ChoiceField(choices=VoteChoice.choices, widget=forms.HiddenInput)
    digest = forms.CharField(widget=forms.HiddenInput, max_length=80)
    comment = forms.CharField(
        label=_("Comment"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    on_behalf_of = forms.UUIDField(required=False)


class ConflictForm(forms.Form):
    """Declares one's own conflict of interest."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class DelegationForm(forms.Form):
    """Lends one's own seat."""

    delegate = forms.ModelChoiceField(label=_("To"), queryset=User.objects.none())
    ends_on = forms.DateField(label=_("Until the start of"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = (
            User.objects.restrict(actor).filter(kind=AccountKind.PERSON, is_active=True).exclude(pk=actor.pk)
        )
        cast(Any, self.fields["delegate"]).queryset = people
        self.fields["ends_on"].initial = legal_day(timezone.now() + timedelta(days=14))

    def get_end(self) -> datetime:
        """Return the start of the chosen day in UTC."""
        return datetime.combine(self.cleaned_data["ends_on"], time.min, tzinfo=UTC)
