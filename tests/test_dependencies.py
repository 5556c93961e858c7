"""What the package needs: declared, free to use, and no more than that."""

import ast
import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions, requires
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

COPYLEFT = re.compile(r"\bA?GPL|Affero|(?<!Lesser )General Public", re.IGNORECASE)
# One of several licences, of which the free one is taken.
CHOICE = re.compile(r"\bOR\b|MPL|Mozilla|LGPL|Lesser|Library General", re.IGNORECASE)


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def spell(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def list_closure(names: list[str]) -> set[str]:
    """The packages, and what they need in turn on this machine."""
    found: set[str] = set()
    waiting = [Requirement(name) for name in names]
    while waiting:
        one = waiting.pop()
        if spell(one.name) in found or (one.marker and not one.marker.evaluate({"extra": ""})):
            continue
        try:
            needed = requires(one.name) or []
        except PackageNotFoundError:
            continue
        found.add(spell(one.name))
        waiting += map(Requirement, needed)
    return found


def read_licence(name: str) -> str:
    about = distribution(name).metadata
    classes = [own for own in about.get_all("Classifier") or [] if own.startswith("License")]
    said = about.get("License-Expression") or "; ".join(classes) or about.get("License") or ""
    return " ".join(said.split())[:200]


def test_every_library_that_is_needed_has_a_licence_that_binds_nobody(project) -> None:
    licences = {name: read_licence(name) for name in list_closure(project["dependencies"])}
    assert len(licences) > 80
    assert [
        name for name, own in licences.items() if COPYLEFT.search(own) and not CHOICE.search(own)
    ] == []
    assert sorted(name for name, own in licences.items() if not own) == []


def list_imports(folder: Path) -> dict[str, set[str]]:
    """The modules that are imported, by the package they are of, and where."""
    found: dict[str, set[str]] = {}
    for file in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [own.name for own in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            for name in names:
                found.setdefault(name.partition(".")[0], set()).add(file.name)
    return found


def test_nothing_is_imported_that_is_not_declared(root: Path, project) -> None:
    extras = project["optional-dependencies"]
    runtime = ("7z", "cluster", "scan", "spacy", "thulac", "xlsx")
    declared = project["dependencies"] + [own for name in runtime for own in extras[name]]
    named = {spell(Requirement(own).name) for own in declared}
    given = packages_distributions()
    ours = {"analysis", "dangbao", *sys.stdlib_module_names}
    lost = {}
    for module, files in (list_imports(root / "analysis") | list_imports(root / "dangbao")).items():
        makers = {spell(own) for own in given.get(module, [module])}
        if module not in ours and not makers & named:
            lost[module] = files
    assert lost == {}
