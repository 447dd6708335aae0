"""Importing a catalogue: all or nothing, again without effect, approving nothing, look-alikes flagged."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest

from governance.core.errors import InvalidInput, NotPermitted
from governance.core.models import RecordedEvent, RegistryRevision
from governance.notifications.models import ActionItem
from registry.ai_models import services
from registry.ai_models.models import AIModel, CatalogueImport, CatalogueImportRow, ModelVersion
from registry.ai_models.services import CatalogueRefused
from registry.ai_models.services import applying as applying_module
from tests.cast import Cast
from tests.registry.ai_models.catalogues import GPT_4O, get_counts, import_rows, make_file, make_row

TWO = {GPT_4O.removeprefix("openai/"): make_row(), "openai/gpt-4o": make_row()}


def list_ids() -> list[str]:
    return list(ModelVersion.objects.order_by("id").values_list("catalogue_id", flat=True))


def approve(cast: Cast, catalogue_id: str = GPT_4O) -> ModelVersion:
    version = ModelVersion.objects.get(catalogue_id=catalogue_id)
    services.mark_in_review(actor=cast.olga, version=version)
    return services.mark_approved(actor=cast.olga, version=version)


def test_a_first_import_writes_versions_models_and_history(cast: Cast) -> None:
    record = import_rows(cast.olga, TWO)
    assert (record.state, record.format, get_counts(record)) == ("applied", "litellm", {"added": 2})
    version = ModelVersion.objects.get(catalogue_id=GPT_4O)
    assert (
        version.lifecycle,
        version.pin_kind,
        version.model.name,
        version.input_usd_per_million,
        version.context_tokens,
        version.capabilities,
        version.catalogue_state,
        version.first_import,
    ) == ("proposed", "dated_snapshot", "gpt-4o", Decimal("2.5"), 128000, ["vision"], "present", record)
    assert list(AIModel.objects.values_list("provider", "name")) == [("openai", "gpt-4o")]
    row = version.history.get()
    assert (row.history_type, row.history_user, row.history_change_reason, row.catalogue_id) == (
        "+",
        cast.olga,
        "Catalogue import: prices.json",
        GPT_4O,
    )
    assert (row.created_at, row.listings) == (version.created_at, version.listings)


def test_importing_the_same_again_writes_nothing(cast: Cast) -> None:
    import_rows(cast.olga, TWO)
    before = (RegistryRevision.current(), ModelVersion.history.count())
    record = import_rows(cast.olga, TWO)
    assert (record.state, get_counts(record), record.report["unchanged"]) == ("applied", {}, 2)
    assert (RegistryRevision.current(), ModelVersion.history.count()) == before


def test_a_dry_run_writes_its_report_and_nothing_else(cast: Cast) -> None:
    before = RegistryRevision.current()
    record = services.preview_catalogue(actor=cast.olga, source=make_file(TWO), file_name="prices.json")
    assert (record.state, record.dry_run, get_counts(record)) == ("previewed", True, {"added": 2})
    assert (list_ids(), AIModel.objects.count(), RegistryRevision.current()) == ([], 0, before)
    assert list(record.rows.values_list("kind", "catalogue_id")) == [
        ("added", GPT_4O),
        ("added", "openai/gpt-4o"),
    ]


def test_changes_are_written_and_reported_field_by_field(cast: Cast) -> None:
    import_rows(cast.olga, TWO)
    record = import_rows(cast.olga, {**TWO, "openai/gpt-4o": make_row(input_cost_per_token=1e-06)})
    assert get_counts(record) == {"changed": 1}
    version = ModelVersion.objects.get(catalogue_id="openai/gpt-4o")
    assert (version.input_usd_per_million, version.last_import) == (Decimal(1), record)
    row = record.rows.get()
    assert (row.kind, row.catalogue_id, row.changes) == (
        "changed",
        "openai/gpt-4o",
        {"input_usd_per_million": {"old": "2.5", "new": "1"}},
    )
    past = version.history.first()
    assert (past.history_type, past.input_usd_per_million) == ("~", Decimal(1))
    assert (past.created_at, past.updated_at) == (version.created_at, version.updated_at)


def test_an_import_approves_nothing_and_undoes_no_decision(cast: Cast) -> None:
    import_rows(cast.olga, TWO)
    approve(cast)
    other = ModelVersion.objects.get(catalogue_id="openai/gpt-4o")
    services.suspend_version(actor=cast.olga, version=other, reason="Odd")
    changed = {name: {**row, "max_output_tokens": 1} for name, row in TWO.items()}
    import_rows(cast.olga, changed)
    states = dict(ModelVersion.objects.values_list("catalogue_id", "lifecycle"))
    assert states == {GPT_4O: "approved", "openai/gpt-4o": "suspended"}


# Refusals -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("openai/gpt\u200b-4o-2024-08-06", make_row()),
        ("openai/gpt\u0007", make_row()),
        ("openai/bad-price", make_row(input_cost_per_token=-1)),
        ("openai/bad-date", make_row(deprecation_date="soon")),
        ("openai/" + "x" * 400, make_row()),
    ],
)
def test_one_bad_row_refuses_the_file_and_the_report_stays(
    cast: Cast, name: str, row: dict[str, Any]
) -> None:
    with pytest.raises(CatalogueRefused) as refusal:
        import_rows(cast.olga, {**TWO, name: row})
    assert (list_ids(), AIModel.objects.count()) == ([], 0)
    record = CatalogueImport.objects.get()
    assert (refusal.value.record, record.state, record.get_count("errors")) == (record, "failed", 1)
    assert record.message == str(refusal.value.message)
    assert record.rows.get(kind="error").detail in record.message


@pytest.mark.parametrize("content", [b"", b"[1]", b'{"a": ', b"\xff\xfe", b'{"a": {"b": 1}}'])
def test_a_file_that_is_no_catalogue_is_refused(cast: Cast, content: bytes) -> None:
    with pytest.raises(CatalogueRefused):
        services.import_catalogue(actor=cast.olga, source=BytesIO(content), file_name="x.json")
    assert (CatalogueImport.objects.get().state, list_ids()) == ("failed", [])


def test_a_file_over_the_limit_is_refused(cast: Cast, settings: Any) -> None:
    settings.CATALOGUE_MAX_BYTES = 100
    with pytest.raises(InvalidInput):
        import_rows(cast.olga, TWO)
    assert CatalogueImport.objects.count() == 0


@pytest.mark.parametrize("person", ["dan", "carol", "ben", "eve", "vera"])
@pytest.mark.parametrize("dry_run", [True, False])
def test_who_has_no_right_imports_nothing(cast: Cast, person: str, dry_run: bool) -> None:
    with pytest.raises(NotPermitted):
        import_rows(getattr(cast, person), TWO, dry_run=dry_run)
    assert (CatalogueImport.objects.count(), list_ids()) == (0, [])


def test_a_failure_in_the_middle_leaves_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(work: Any) -> None:
        raise RuntimeError("the power went out")

    monkeypatch.setattr(applying_module, "_ask_people", fail)
    with pytest.raises(RuntimeError):
        import_rows(cast.olga, TWO)
    assert (list_ids(), AIModel.objects.count(), ModelVersion.history.count()) == ([], 0, 0)
    assert (CatalogueImport.objects.count(), CatalogueImportRow.objects.count()) == (0, 0)


# Removal and deprecation ----------------------------------------------------------------------------------------


def test_a_removed_version_stays_and_its_owner_is_asked(cast: Cast) -> None:
    import_rows(cast.olga, TWO)
    version = approve(cast)
    services.assign_owner(actor=cast.olga, model=version.model, owner=cast.eve)
    record = import_rows(cast.olga, {"openai/gpt-5": make_row()})
    assert get_counts(record) == {"added": 1, "removed": 2}
    version = ModelVersion.objects.get(pk=version.pk)
    assert (version.catalogue_state, version.lifecycle) == ("removed", "approved")
    item = ActionItem.objects.get()
    assert (item.kind, item.owner, item.get_record()) == (
        "registry.model_version.provider_removed",
        cast.eve,
        version,
    )
    assert RecordedEvent.objects.filter(name=item.kind).count() == 1


def test_a_version_that_returns_is_present_again(cast: Cast) -> None:
    import_rows(cast.olga, TWO)
    first = ModelVersion.objects.get(catalogue_id=GPT_4O)
    import_rows(cast.olga, {"openai/gpt-4o": make_row()})
    record = import_rows(cast.olga, TWO)
    again = ModelVersion.objects.get(catalogue_id=GPT_4O)
    assert (get_counts(record), again.pk, again.catalogue_state) == ({"added": 1}, first.pk, "present")


def test_an_announced_end_is_kept_and_somebody_is_asked_once(cast: Cast) -> None:
    import_rows(cast.olga, TWO)
    approve(cast)
    ending = {**TWO, "openai/gpt-4o": make_row(deprecation_date="2027-05-01")}
    ending[GPT_4O.removeprefix("openai/")] = make_row(deprecation_date="2027-03-01")
    record = import_rows(cast.olga, ending)
    assert get_counts(record) == {"newly_deprecated": 2, "changed": 2}
    version = ModelVersion.objects.get(catalogue_id=GPT_4O)
    assert (version.lifecycle, version.deprecation_date) == ("approved", date(2027, 3, 1))
    item = ActionItem.objects.get()
    assert (item.kind, item.owner, item.due_date, item.get_record()) == (
        "registry.model_version.provider_deprecated",
        None,
        date(2027, 3, 1),
        version,
    )
    import_rows(cast.olga, ending)
    assert ActionItem.objects.count() == 1
    ending[GPT_4O.removeprefix("openai/")] = make_row(deprecation_date="2027-02-01")
    import_rows(cast.olga, ending)
    assert set(ActionItem.objects.values_list("due_date", flat=True)) == {date(2027, 3, 1), date(2027, 2, 1)}


def test_the_earlier_end_counts_when_a_person_set_one(cast: Cast) -> None:
    import_rows(cast.olga, TWO)
    version = approve(cast)
    own = date(2026, 12, 24)
    services.deprecate_version(actor=cast.olga, version=version, reason="Old", deprecation_date=own)
    for provider_says in ("2027-03-01", "2027-06-01"):
        import_rows(cast.olga, {**TWO, "gpt-4o-2024-08-06": make_row(deprecation_date=provider_says)})
        assert ModelVersion.objects.get(pk=version.pk).deprecation_date == own
    import_rows(cast.olga, {**TWO, "gpt-4o-2024-08-06": make_row(deprecation_date="2026-12-01")})
    assert ModelVersion.objects.get(pk=version.pk).deprecation_date == date(2026, 12, 1)
