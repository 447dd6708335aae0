"""The shipped catalogue, imported like anybody's own, with its models linked to who supplies them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from governance.accounts.models import User
from governance.notifications.services import raise_action_item
from registry.ai_models import events, services
from registry.ai_models.models import AIModel, CatalogueImport, ModelVersion
from registry.ai_models.selectors import find_version
from vendors.directory.models import Service

CATALOGUE = Path(__file__).parent.parent / "ai_models" / "demo_data" / "catalogue.json"

# provider of the catalogue: (vendor, service, who is asked about its models). Groq stays unlinked: it is a prospect.
SUPPLIED_BY = {
    "openai": ("openai", "api", "olga"),
    "anthropic": ("anthropic", "api", "ben"),
    "azure": ("microsoft", "azure-openai", "ben"),
    "bedrock": ("aws", "bedrock", "ben"),
    "mistral": ("mistral", "la-plateforme", "eve"),
    "gemini": ("google", "gemini-api", "bea"),
    "vertex_ai": ("google", "vertex-ai", "bea"),
    "cohere": ("cohere", "platform", "bea"),
}
# name: what it stands for (nothing: it floats, and the gate denies it)
ALIASES = {
    "openai/gpt-4o": ("", "OpenAI moves this name to newer models as it likes."),
    "mistral/mistral-large-latest": ("", "Mistral moves this name to newer models as it likes."),
    "support-default": (
        "openai/gpt-4o-2024-08-06",
        "What the help desk's tools send; we move it, nobody else.",
    ),
}
LEAVES_US = "openai/gpt-4o-mini-2024-07-18"
LEAVES_AFTER_DAYS = 60


def import_shipped_catalogue(*, actor: User) -> CatalogueImport:
    """Import the catalogue that comes with the product; it approves nothing."""
    with CATALOGUE.open("rb") as source:
        return services.import_catalogue(actor=actor, source=source, file_name=CATALOGUE.name)


def link_models(*, actor: User, people: dict[str, User]) -> int:
    """Say who supplies each model and who answers for it; return how many were linked."""
    supplied = {
        (each.vendor.key, each.key): each for each in Service.objects.select_related("vendor").iterator()
    }
    models = AIModel.objects.filter(provider__in=SUPPLIED_BY)
    for model in models:
        vendor, service, owner = SUPPLIED_BY[model.provider]
        found = supplied[vendor, service]
        services.link_vendor(actor=actor, model=model, vendor=found.vendor, service=found)
        services.assign_owner(actor=actor, model=model, owner=people[owner])
    return len(models)


def declare_aliases(*, actor: User) -> None:
    """Declare what floating names mean here."""
    for name, (target, reason) in ALIASES.items():
        points_to = get_version(target) if target else None
        services.declare_alias(actor=actor, name=name, points_to=points_to, reason=reason)


def stop_a_version(*, actor: User) -> None:
    """Suspend one version that nobody uses yet."""
    services.suspend_version(
        actor=actor,
        version=get_version("mistral/pixtral-12b-2409"),
        reason="A report of prompt injection through pictures is being looked into.",
    )


def announce_an_end(*, actor: User, owner: User, today: date) -> None:
    """Give an approved version an end of our own, and ask its owner to find a successor."""
    version = get_version(LEAVES_US)
    end = today + timedelta(days=LEAVES_AFTER_DAYS)
    version = services.deprecate_version(
        actor=actor,
        version=version,
        reason="We move ticket summaries to one model; this one leaves.",
        deprecation_date=end,
    )
    raise_action_item(
        actor=actor,
        kind=events.VERSION_DEPRECATED.name,
        title=f"{version.catalogue_id} ends on {end.isoformat()}",
        body="Find what still asks for it, and move that to an approved successor before the day.",
        record=version,
        owner=owner,
        due_date=end,
    )


def get_version(catalogue_id: str) -> ModelVersion:
    """Return a version that the shipped catalogue names; LookupError when it does not."""
    version = find_version(catalogue_id)
    if version is None:
        raise LookupError(f"The shipped catalogue does not name {catalogue_id}.")
    return version
