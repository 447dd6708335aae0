"""Reference data that breaks its own rules is refused, and the refusal names the file and the line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from governance.classification.reference import data_classes, loader
from governance.classification.reference.tables import ReferenceDataError

Case = tuple[str, str, str]
"""What stands in the shipped file, what to put in its place, and a part of the refusal."""

COUNTRIES: list[Case] = [
    ("alpha2,", "code,", "1: the header must be alpha2,name,parent"),
    ("AE,", "AD,", "3: 'AD' is already on line 2"),
    ("Andorra", "Angola", "9: 'Angola' is already on line 2"),
    ("AD,", "ad,", "2: alpha2 'ad' is not two capital letters"),
    ("Andorra,", "Andorra", "2: 2 cells where 3 are expected"),
    ("Andorra", "Andorra ", "2: name has a blank at its edge"),
    ("Andorra", "", "2: name is empty"),
    ("Andorra", "And\0orra", "2: a NUL character"),
    ("Andorra,", "Andorra,JE", "2: parent 'JE' is no known country that is itself without a parent"),
]
GROUPINGS: list[Case] = [
    ("EFTA", "FR", "4: key 'FR' is also a country"),
    ("EFTA", "Efta", "4: key 'Efta' is not made of capital letters"),
]
GROUPING_MEMBERS: list[Case] = [
    ("EEA,AT", "EEA,XX", "2: country 'XX' is no known country"),
    ("EEA,BE", "EEA,AT", "3: AT is in EEA twice on the same day"),
]
ADEQUACY: list[Case] = [
    (
        "Only recipients subject to PIPEDA: private organisations in the course of commercial activities.",
        "",
        "5: a condition needs its text",
    ),
    ("2010-10-19,,", "2010-02-30,,", "2: valid_from '2010-02-30' is not a date such as 2026-01-26"),
    ("2010-10-19,,", "20101019,,", "2: valid_from '20101019' is not a date such as 2026-01-26"),
    ("2010-10-19,,", ",,", "2: valid_from is empty"),
    ("2010-10-19,,", "2010-10-19,2010-10-19,", "2: valid_to 2010-10-19 is not after valid_from 2010-10-19"),
    ("2010-10-19,,in", "2010-10-19,,not_in", "2: status 'not_in_force'"),
    ("2010-10-19,,in_force", "2010-10-19,,expired", "2: an expired"),
    ("country,AD,AD", "country,AD,AR", "2: subject 'AD' is not"),
    ("country,AD,AD", "country,AD,XX", "2: country 'XX' is no known"),
    ("country,AD,AD", "territory,AD,AD", "2: AD is no territory"),
    ("country,AD,AD", "planet,AD,AD", "2: subject_type 'planet'"),
    ("territory,FO,FO", "country,FO,FO", "8: FO is no country"),
    ("organisation,EPO,", "organisation,EPO,DE", "7: an international"),
    ("CA,pipeda_commercial", "CA,", "5: a finding for a sector needs"),
    ("CA,pipeda_commercial", "CA,PIPEDA", "5: condition 'PIPEDA'"),
    (
        "2021-01-01,2021-06-28,",
        "2021-01-01,2021-06-29,",
        "10: GB has two findings for the same day and condition",
    ),
]
CLOUD_REGIONS: list[Case] = [
    ("aws:af-south-1", "aws:ap-east-1", "3: 'aws:ap-east-1'"),
    ("aws:af-south-1", "gcp:af-south-1", "2: key 'gcp:af"),
    ("aws:af-south-1", "aws:AF", "2: key 'aws:AF' is not"),
    (",ZA,", ",ZZ,", "2: country 'ZZ' is no known country"),
    ("aws,aws:af", "ibm,aws:af", "2: provider 'ibm'"),
    ("Africa (Cape", '"Africa" (Cape', "2: "),
]
DATA_CLASSES: list[Case] = [
    ('"transfer_mechanisms": []', '"transfer_mechanisms": ["scc"]', "2: transfer_mechanisms mean nothing"),
    ('"EEA",', '"EEA", "EEA",', "allowed_places names something twice"),
    ('"key": "public"', '"key": "Public"', "2: key 'Public' is not made of small letters and hyphens"),
    ('"public"', "public", "3: Expecting value"),
    ("[\n  {", "{", "1: a JSON array is expected"),
    ('"key": "internal"', '"key": "public"', "18: 'public'"),
    ('"name": "Public"', '"key": "b"', "2: a name is given"),
    ('"key": "public"', '"id": "public"', "2: a data class"),
    ('"sensitivity": "public"', '"sensitivity": "x"', "2: "),
    ('"requires_baa": true', '"requires_baa": false', "phi"),
    ('"requires_dpa": true', '"requires_dpa": false', "pers"),
    ("null", "true", "2: max_retention_days must be"),
    ("null", "-1", "2: max_retention_days must be"),
    ('"EEA"', '"MARS"', "allowed_places has unknown MARS"),
    ('"scc"', '"handshake"', "has unknown handshake"),
]


ONE_CLASS = (
    '[{"key": "public", "name": "Public", "sensitivity": "public", "categories": [], "description": "x", '
    '"handling": {"requires_dpa": false, "requires_baa": false, "requires_no_training": false, '
    '"max_retention_days": null, "allowed_places": [], "transfer_mechanisms": [], "legal_source": "x"}}'
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in loader.REFERENCE_FOLDER.iterdir():
        if path.suffix in {".csv", ".json"}:
            shutil.copy(path, tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("read", "name", "case"),
    [
        *((loader.read_countries, "countries.csv", case) for case in COUNTRIES),
        *((loader.read_groupings, "groupings.csv", case) for case in GROUPINGS),
        *((loader.read_grouping_members, "grouping_members.csv", case) for case in GROUPING_MEMBERS),
        *((loader.read_adequacy, "adequacy.csv", case) for case in ADEQUACY),
        *((loader.read_cloud_regions, "cloud_regions.csv", case) for case in CLOUD_REGIONS),
        *((data_classes.read_data_classes, "data_classes.json", case) for case in DATA_CLASSES),
    ],
)
def test_a_broken_file_is_refused_with_its_name_and_line(
    folder: Path, read: Callable[[Path], object], name: str, case: Case
) -> None:
    old, new, refusal = case
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(ReferenceDataError) as refused:
        read(folder)

    assert refused.value.path == folder / name
    assert str(refused.value).startswith(f"{name}:{refused.value.line}: ")
    assert refused.value.line >= 1
    assert refusal in str(refused.value)


def test_a_member_of_a_grouping_that_was_removed_is_refused(folder: Path) -> None:
    path = folder / "groupings.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("EFTA,", "EFTB,"), encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=r"^grouping_members\.csv:\d+: grouping 'EFTA' is no known"):
        loader.read_grouping_members(folder)


def test_a_file_in_another_encoding_is_refused(folder: Path) -> None:
    path = folder / "countries.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))
    with pytest.raises(ReferenceDataError, match=r"^countries\.csv:\d+: not UTF-8 text$"):
        loader.read_countries(folder)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", "1: a JSON array is expected"),
        ("[", "1: Expecting value"),
        (ONE_CLASS + ",\n]", "2: a comma with nothing after it"),
        (ONE_CLASS + "\n{}", "2: a comma or the end of the array is expected"),
        ("[\n1", "2: a data class must be an object"),
        ("[] []", "1: text after the end of the array"),
        ("[\n]\n\nx", "4: text after the end of the array"),
    ],
)
def test_a_file_that_is_no_array_of_classes_is_refused(folder: Path, text: str, refusal: str) -> None:
    (folder / "data_classes.json").write_text(text, encoding="utf-8")
    with pytest.raises(ReferenceDataError) as refused:
        data_classes.read_data_classes(folder)
    assert str(refused.value) == f"data_classes.json:{refusal}"
