"""Newspaper, date and page number where several sources speak: whom to believe, what to doubt."""

from collections.abc import Mapping
from typing import Any, Final

from analysis.expressions import Expression
from analysis.pages.names import Origin

__all__ = ["choose_origin"]

# A page knows its day and number best; how the newspaper is called is best known to who keeps the
# files, for a name that only some pages print would break the newspaper in two.
_LATE_FOR_NEWSPAPER: Final = ("document", "page list", "head line")
_HAN: Final = Expression(r"[\u3400-\u9fff]")


def choose_origin(caller: Origin, sources: Mapping[str, Origin]) -> tuple[Origin, list[str]]:
    """Choose newspaper, date and page number out of what several sources say.

    Parameters
    ----------
    caller
        What the caller said; nobody is heard against it.
    sources
        The others by name, the most trusted first.

    Returns
    -------
    Origin, list of str
        What is believed, and a sentence for each thing that two sources say differently.

    Examples
    --------
    >>> choose_origin(Origin(), {"head line": Origin(page=2), "file name": Origin(page=3)})
    (Origin(newspaper=None, date=None, page=2), ['page: the head line says 2, the file name 3'])
    """
    chosen: dict[str, Any] = {}
    doubts: list[str] = []
    for field in Origin._fields:
        order = list(sources)
        if field == "newspaper":
            order.sort(key=lambda name: name in _LATE_FOR_NEWSPAPER)
        said = {name: getattr(sources[name], field) for name in order}
        said = {name: value for name, value in said.items() if value is not None}
        given = getattr(caller, field)
        first = next(iter(said), None)
        chosen[field] = given if given is not None or first is None else said[first]
        if given is None and first is not None:
            others = (name for name in said if _differ(said[first], said[name]))
            doubts.extend(
                f"{field}: the {first} says {said[first]}, the {name} {said[name]}"
                for name in others
            )
    return Origin(**chosen), doubts


def _differ(one: Any, other: Any) -> bool:
    """Whether two values contradict each other; a name in letters may mean one in characters."""
    if isinstance(one, str) and bool(_HAN.search(one)) != bool(_HAN.search(other)):
        return False
    return bool(one != other)
