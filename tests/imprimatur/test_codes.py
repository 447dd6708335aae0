"""The table of codes and the checks say the same."""

import ast
import re
from pathlib import Path

import imprimatur
from imprimatur import CODES
from imprimatur.codes import Effect
from imprimatur.rules import RULES

SOURCES = Path(imprimatur.__file__).parent
#: Codes put together from parts in the checks.
COMPOSED = {
    "lifecycle.{}": ("suspended", "revoked", "retired"),
    "approval.scope.{}": ("use_case", "team", "environment", "data_class", "region"),
    "agreement.{}_in_force": ("dpa", "baa"),
    "agreement.{}_missing": ("dpa", "baa"),
    "agreement.{}_expired": ("dpa", "baa"),
    "agreement.{}_not_yet_in_force": ("dpa", "baa"),
}


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    assert isinstance(node, ast.JoinedStr)
    return "".join("{}" if isinstance(part, ast.FormattedValue) else _text(part) for part in node.values)


def _codes_in(source: Path) -> set[tuple[str, str]]:
    """The (effect, code) pairs that calls in a module make findings or reasons of."""
    found = set()
    for node in ast.walk(ast.parse(source.read_text())):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("fail", "note", "ground")
        ):
            code = _text(node.args[0])
            found.update((node.func.id, code.format(part)) for part in COMPOSED.get(code, ("",)))
    return found


def test_the_table_lists_exactly_what_the_checks_give() -> None:
    sources = [path for path in SOURCES.rglob("*.py") if path.name != "findings.py"]
    given = set().union(*(_codes_in(path) for path in sources))
    made_in_the_engine = {("note", "context.as_of")}
    assert given | made_in_the_engine == {(str(row.effect), code) for code, row in CODES.items()}


def test_every_code_is_dotted_lower_case_and_belongs_to_a_check() -> None:
    checks = {rule.name for rule in RULES} | {"engine"}
    assert [code for code in CODES if not re.fullmatch(r"[a-z_]+(\.[a-z_]+){1,2}", code)] == []
    assert {row.check for row in CODES.values()} == checks
    assert {row.effect for row in CODES.values()} == set(Effect)
