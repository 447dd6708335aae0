"""Proposing versions, look-alikes, owners, suppliers, aliases and cards."""

from __future__ import annotations

from io import BytesIO

import pytest

from governance.core.errors import ConflictingState, InvalidInput, NotPermitted
from registry.ai_models import services
from registry.ai_models.facts import make_alias as make_alias_fact
from registry.ai_models.facts import make_binding, make_resource
from registry.ai_models.models import AIModel, ModelAlias, ModelVersion
from registry.ai_models.selectors import find_version, list_lookalikes, list_versions
from tests.cast import Cast
from tests.factories.models import make_alias, make_version
from tests.factories.vendors import make_service, make_vendor

PINNED = "openai/gpt-4o-2024-08-06"


def test_a_proposal_reads_its_pin_from_its_id(cast: Cast) -> None:
    version = make_version(cast.olga, PINNED)
    assert (
        version.provider,
        version.identifier,
        version.pin_kind,
        version.pin_value,
        version.lifecycle,
        version.model.name,
    ) == ("openai", "gpt-4o-2024-08-06", "dated_snapshot", "2024-08-06", "proposed", "gpt-4o")
    bare = make_version(cast.olga, "openai/gpt-4o")
    assert (bare.pin_kind, bare.is_pinned, bare.model) == ("none", False, version.model)


def test_a_digest_of_own_weights_is_a_pin(cast: Cast) -> None:
    digest = "sha256:" + "ab" * 32
    version = make_version(cast.olga, "own/triage", pin_kind="content_digest", pin_value=digest)
    assert (version.pin_kind, version.pin_value) == ("content_digest", digest)
    with pytest.raises(InvalidInput):
        make_version(cast.olga, "own/other", pin_kind="content_digest")


@pytest.mark.parametrize(
    "catalogue_id", ["", "gpt-4o", "openai/", "/gpt-4o", "openai/gpt\u200b-4o", "openai/gpt\n4o", " openai/x"]
)
def test_an_unsafe_id_is_refused(cast: Cast, catalogue_id: str) -> None:
    with pytest.raises(InvalidInput):
        make_version(cast.olga, catalogue_id)
    assert (ModelVersion.objects.count(), AIModel.objects.count()) == (0, 0)


def test_an_id_is_registered_once(cast: Cast) -> None:
    make_version(cast.olga)
    with pytest.raises(ConflictingState):
        make_version(cast.olga)


@pytest.mark.parametrize("person", ["dan", "carol", "ben", "eve", "vera"])
def test_who_has_no_right_proposes_nothing(cast: Cast, person: str) -> None:
    with pytest.raises(NotPermitted):
        make_version(getattr(cast, person))
    assert (ModelVersion.objects.count(), AIModel.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "twin", ["openai/gpt-4O-2024-08-06", "openai/gpt-4o_2024-08-06", "openal/gpt-4o-2024-08-06"]
)
def test_a_look_alike_is_flagged_until_an_officer_confirms_it(cast: Cast, twin: str) -> None:
    first = make_version(cast.olga, PINNED)
    second = make_version(cast.olga, twin)
    assert (first.lookalike_of, second.lookalike_of, second.is_suspicious) == (None, first, True)
    assert list_lookalikes(first) == [second]
    accepted = services.accept_lookalike(actor=cast.olga, version=second, reason="Ours, and meant")
    assert (accepted.is_suspicious, accepted.lookalike_of) == (False, first)
    with pytest.raises(ConflictingState):
        services.accept_lookalike(actor=cast.olga, version=second, reason="Again")


def test_a_version_is_found_by_exactly_its_id(cast: Cast) -> None:
    version = make_version(cast.olga, PINNED)
    assert find_version(PINNED) == version
    for other in ("openai/gpt-4O-2024-08-06", PINNED + " ", PINNED.upper(), "", PINNED + "\x00"):
        assert find_version(other) is None


def test_lists_are_scoped_and_narrowed(cast: Cast) -> None:
    pinned, bare = make_version(cast.olga, PINNED), make_version(cast.olga, "mistral/large")
    assert list(list_versions(cast.eve)) == [bare, pinned]
    assert list(list_versions(cast.eve, provider="openai")) == [pinned]
    assert list(list_versions(cast.eve, unpinned_only=True)) == [bare]
    assert list(list_versions(cast.eve, lifecycle="approved")) == []
    assert list(list_versions(cast.dan)) == []


def test_an_owner_sees_the_model_and_is_the_one_asked(cast: Cast) -> None:
    version = make_version(cast.olga)
    services.assign_owner(actor=cast.olga, model=version.model, owner=cast.dan)
    assert list(list_versions(cast.dan)) == [version]
    with pytest.raises(NotPermitted):
        services.assign_owner(actor=cast.dan, model=version.model, owner=None)
    row = version.model.history.first()
    assert (row.owner, row.history_user) == (cast.dan, cast.olga)


def test_a_service_of_another_vendor_is_refused(cast: Cast) -> None:
    version = make_version(cast.olga)
    openai, other = make_vendor(cast.olga, "openai"), make_vendor(cast.olga, "other")
    service = make_service(cast.olga, other, hosting=())
    with pytest.raises(InvalidInput):
        services.link_vendor(actor=cast.olga, model=version.model, vendor=openai, service=service)
    assert AIModel.objects.get(pk=version.model_id).vendor is None


def test_another_service_changes_what_approvals_are_bound_to(cast: Cast) -> None:
    vendor = make_vendor(cast.olga, "openai")
    api, eu = (make_service(cast.olga, vendor, key, hosting=()) for key in ("api", "eu"))
    version = make_version(cast.olga, service=api)
    before = make_resource(version)
    assert make_binding(version) == {
        "catalogue_id": PINNED,
        "pin_kind": "dated_snapshot",
        "pin_value": "2024-08-06",
        "service": "openai/api",
    }
    assert (before.vendor, before.service, before.family) == (
        str(vendor.pk),
        str(api.pk),
        str(version.model_id),
    )
    version = services.link_service(actor=cast.olga, version=version, service=eu, reason="EU only")
    assert make_resource(version).pin_digest != before.pin_digest
    version = services.link_service(actor=cast.olga, version=version, service=None)
    assert make_resource(version).pin_digest == before.pin_digest


# Aliases ------------------------------------------------------------------------------------------------------


def test_an_alias_means_its_declared_pin_and_nothing_else(cast: Cast) -> None:
    version = make_version(cast.olga, PINNED)
    make_version(cast.olga, "openai/gpt-4o")
    alias = make_alias(cast.olga, "openai/gpt-4o", points_to=version)
    fact = make_alias_fact(alias)
    assert (fact.type, fact.name, fact.target, fact.is_floating) == ("model", "openai/gpt-4o", PINNED, True)
    floating = services.point_alias(actor=cast.olga, alias=alias, points_to=None, reason="Unclear")
    assert make_alias_fact(floating).target is None


def test_an_alias_never_takes_a_pinned_id_nor_a_look_alike(cast: Cast) -> None:
    version = make_version(cast.olga, PINNED)
    bare = make_version(cast.olga, "openai/gpt-4o")
    for name, refusal in (
        (PINNED, ConflictingState),
        ("openai/gpt-4O-2024-08-06", InvalidInput),
        ("openai/gpt-4\u200bo", InvalidInput),
    ):
        with pytest.raises(refusal):
            make_alias(cast.olga, name, points_to=version)
    with pytest.raises(InvalidInput):
        make_alias(cast.olga, "support-model", points_to=bare)
    make_alias(cast.olga, "support-model", points_to=version)
    with pytest.raises(ConflictingState):
        make_alias(cast.olga, "support-model", points_to=version)
    assert list(ModelAlias.objects.values_list("name", flat=True)) == ["support-model"]


def test_a_withdrawn_alias_is_gone_and_its_history_stays(cast: Cast) -> None:
    alias = make_alias(cast.olga, "support-model", points_to=make_version(cast.olga))
    key = alias.pk
    with pytest.raises(NotPermitted):
        services.withdraw_alias(actor=cast.carol, alias=alias, reason="No")
    services.withdraw_alias(actor=cast.olga, alias=alias, reason="Unused")
    assert ModelAlias.objects.count() == 0
    row = ModelAlias.history.filter(id=key).first()
    assert (row.history_type, row.history_user, row.history_change_reason) == ("-", cast.olga, "Unused")


@pytest.mark.parametrize("person", ["dan", "carol", "ben", "eve"])
def test_who_has_no_right_declares_no_alias(cast: Cast, person: str) -> None:
    with pytest.raises(NotPermitted):
        make_alias(getattr(cast, person), "support-model")


# Cards --------------------------------------------------------------------------------------------------------

CARD = b"---\nlicense: apache-2.0\npipeline_tag: text-generation\n---\n# Triage\nSorts tickets.\n"


def test_a_card_is_kept_with_its_digest(cast: Cast) -> None:
    model = make_version(cast.olga, "own/triage").model
    kept = services.attach_card(actor=cast.olga, model=model, source=BytesIO(CARD), file_name="README.md")
    assert (kept.licence, kept.mode, kept.card_markdown) == ("apache-2.0", "text-generation", CARD.decode())
    assert kept.card_digest.startswith("sha256:")
    with pytest.raises(NotPermitted):
        services.attach_card(actor=cast.carol, model=model, source=BytesIO(CARD))
    with pytest.raises(InvalidInput):
        services.attach_card(actor=cast.olga, model=model, source=BytesIO(b"---\n- a list\n---\nText"))
