"""The question and the request as forms for people: plain choices among what the reader may see."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.accounts.models import Team
from governance.approvals.forms import PHASES, ScopeForm
from governance.approvals.scope import ENVIRONMENTS
from governance.classification.models import DataClass, Region
from governance.use_cases.models import UseCase
from imprimatur import InvalidQuestion
from registry.ai_models.models import ModelAlias, ModelVersion
from vendors.directory.models import ServiceLocation

MOST_SUGGESTIONS = 500
# Which field a fault of the question is shown beside, by the beginning of the engine's JSON pointer.
POINTERS = {
    "/resource": "model",
    "/action/properties/use_case": "use_case",
    "/action/properties/phase": "phase",
    "/context/data_classes": "data_class",
    "/context/region": "region",
    "/context/environment": "environment",
    "/subject": "team",
}


class QuestionForm(forms.Form):
    """May I use this AI, for this, with this data, here?"""

    model = forms.CharField(
        label=_("Which AI?"),
        required=False,
        max_length=401,
        strip=True,
        help_text=_(
            "Its exact name, such as openai/gpt-4o-2024-08-06. Leave it empty to see what you may use."
        ),
        widget=forms.TextInput(attrs={"list": "known-models", "autocomplete": "off", "spellcheck": "false"}),
    )
    use_case = forms.ChoiceField(label=_("What for?"))
    data_class = forms.MultipleChoiceField(
        label=_("With which data?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick everything it will see."),
    )
    region = forms.ChoiceField(label=_("Processed where?"))
    team = forms.ChoiceField(label=_("For which team?"))
    environment = forms.ChoiceField(label=_("Environment"), initial="production")
    phase = forms.TypedChoiceField(
        label=_("How much does it do by itself?"), choices=PHASES, coerce=int, initial=1
    )

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cases = UseCase.objects.restrict(actor).filter(is_active=True).order_by("name")
        self._choose("use_case", [("", _("Choose…")), *cases.values_list("key", "name")])
        classes = list(DataClass.in_order(DataClass.objects.restrict(actor).filter(is_active=True)))
        self._choose("data_class", [(row.key, row.name) for row in classes])
        self._descriptions = {row.key: row.description for row in classes}
        self._choose("region", [("", _("Choose…")), *list_region_choices(actor)])
        teams = Team.objects.restrict(actor).filter(is_active=True)
        own = set(teams.filter(memberships__user_id=actor.pk).values_list("key", flat=True))
        self._choose("team", [("", _("Choose…")), *group_teams(teams.values_list("key", "name"), own)])
        self._choose("environment", [(name, name) for name in ENVIRONMENTS])
        if not self.is_bound and len(own) == 1:
            self.initial.setdefault("team", next(iter(own)))

    def _choose(self, name: str, choices: list[Any]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def list_selects(self) -> list[Any]:
        """Return the fields that are plain lists of choices."""
        return [self[name] for name in ("use_case", "region", "team", "environment", "phase")]

    def list_data_classes(self) -> list[tuple[Any, str]]:
        """Return each checkbox of a data class with the class's description."""
        return [
            (box, self._descriptions.get(str(box.data["value"]), "")) for box in self["data_class"].subwidgets
        ]

    def place_faults(self, error: InvalidQuestion) -> None:
        """Show each fault that the engine finds in the question beside the field it came from."""
        for pointer, text in error.errors:
            field = next((name for start, name in POINTERS.items() if pointer.startswith(start)), None)
            self.add_error(field, text)

    def clean_model(self) -> str:
        """Refuse characters that no name holds."""
        name: str = self.cleaned_data["model"]
        if not name.isprintable():
            raise forms.ValidationError(_("A name holds letters, digits and signs only."))
        return name

    def get_body(self) -> dict[str, Any]:
        """Return the question as a request body; without a resource when no model was named."""
        values = self.cleaned_data
        body: dict[str, Any] = {
            "subject": {"type": "team", "id": values["team"]},
            "action": {
                "name": "use",
                "properties": {"use_case": values["use_case"], "phase": values["phase"]},
            },
            "context": {
                "data_classes": values["data_class"],
                "region": values["region"],
                "environment": values["environment"],
            },
        }
        if values["model"]:
            body["resource"] = {"type": "model", "id": values["model"]}
        return body


def list_region_choices(actor: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return each region once, grouped: those where services the reader sees run first, then the rest by provider."""
    rows = list(Region.objects.restrict(actor).select_related("country").order_by("provider", "key"))
    places = ServiceLocation.objects.restrict(actor).filter(region__isnull=False)
    used = set(places.values_list("region__key", flat=True))
    near = [(row.key, describe_region(row)) for row in rows if row.key in used]
    far = [row for row in rows if row.key not in used]
    groups = [
        (provider.upper(), [(row.key, describe_region(row)) for row in members])
        for provider, members in groupby(far, key=lambda row: row.provider)
    ]
    return [(str(_("Where our services run")), near), *groups] if near else groups


def group_teams(rows: Iterable[tuple[str, str]], own: set[str]) -> list[Any]:
    """Return the choices of teams, the reader's own in a group of their own before all others."""
    ordered = sorted(rows, key=lambda row: row[1])
    mine = [row for row in ordered if row[0] in own]
    if not mine:
        return ordered
    others = [row for row in ordered if row[0] not in own]
    groups: list[Any] = [(str(_("Your teams")), mine), (str(_("Other teams")), others)]
    return groups if others else groups[:1]


def describe_region(region: Region) -> str:
    """Return a region in words."""
    return f"{region.key} · {region.city or region.name}, {region.country.name}"


def list_known_models(actor: Any) -> list[tuple[str, str]]:
    """Return (name, title) of what can be asked about, for suggestions: approved versions first, then aliases."""
    versions = ModelVersion.objects.restrict(actor).filter(~Q(pin_kind="none"))
    approved = (
        versions.filter(lifecycle="approved").order_by("catalogue_id").values_list("catalogue_id", flat=True)
    )
    others = (
        versions.exclude(lifecycle="approved").order_by("catalogue_id").values_list("catalogue_id", flat=True)
    )
    aliases = ModelAlias.objects.restrict(actor).order_by("name").values_list("name", flat=True)
    names = [
        *((name, str(_("approved"))) for name in approved[:MOST_SUGGESTIONS]),
        *((name, str(_("alias"))) for name in aliases[:100]),
        *((name, "") for name in others[:MOST_SUGGESTIONS]),
    ]
    return names[:MOST_SUGGESTIONS]


class RequestForm(ScopeForm):
    """The request as a page for everybody: boxes to tick, what the question named first."""

    BOXES = ("use_cases", "teams", "data_classes", "regions", "environments", "co_authors")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.BOXES:
            field = cast(forms.MultipleChoiceField, self.fields[name])
            if name == "co_authors" and not field.choices:
                field.widget = forms.MultipleHiddenInput()
                continue
            field.widget = forms.CheckboxSelectMultiple()
            named = {str(value) for value in self.get_initial_for_field(field, name) or ()}
            # Sorting is stable: within both parts the order stays as it was.
            field.choices = sorted(cast(Any, field.choices), key=lambda choice: str(choice[0]) not in named)

    def get_team(self) -> Team | None:
        """Return the one team that the request is for; None when it is for several, or for any."""
        keys = self.cleaned_data["teams"]
        found: Team | None = Team.objects.filter(key=keys[0]).first() if len(keys) == 1 else None
        return found
