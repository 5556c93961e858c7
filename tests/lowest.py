"""The lowest versions that pyproject.toml allows, as constraints that pip understands.

python tests/lowest.py > lowest.txt
"""

import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

project = tomllib.loads(
    (Path(__file__).resolve().parents[1] / "pyproject.toml").read_text(encoding="utf-8")
)["project"]
for needed in map(Requirement, project["dependencies"]):
    (bound,) = needed.specifier
    sys.stdout.write(f"{needed.name}=={bound.version}\n")
