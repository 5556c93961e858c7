"""Newspaper, date and page number where several sources speak: whom to believe, what to doubt."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from analysis.han import find_han
from analysis.pages.names import Origin

__all__ = ["PRINTED", "choose_origin", "name_as_printed"]

# For day and page number, what the page prints comes first. For the newspaper it is the file name,
# since a name that only some pages print would divide one newspaper into two.
PRINTED: Final = ("document", "page list", "head line")
# The printed name is taken for all pages if so many print it, and half of those that print any.
_LEAST_PRINTED: Final = 0.1
_LEAST_AGREED: Final = 0.5


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
            order.sort(key=lambda name: name in PRINTED)
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


def name_as_printed(rows: Sequence[dict[str, Any]]) -> None:
    """Call a newspaper by the name that it prints, if files know it only in letters.

    This is decided for all pages of one name together, since a name that only some print would
    divide the newspaper; pages without a head do not count against it. Each row has `newspaper` and
    `printed`, the name on the page; the first is set, the second removed.

    Examples
    --------
    >>> printed = ("兰川日报", None, None)
    >>> rows = [{"newspaper": "lanchuan-daily", "printed": name} for name in printed]
    >>> name_as_printed(rows)
    >>> [row["newspaper"] for row in rows]
    ['兰川日报', '兰川日报', '兰川日报']
    """
    printed: dict[str, Counter[str | None]] = defaultdict(Counter)
    names = [row.pop("printed") for row in rows]
    for row, name in zip(rows, names, strict=True):
        if row["newspaper"] and not find_han(row["newspaper"]):
            printed[row["newspaper"]][name] += 1
    chosen = {}
    for own, counts in printed.items():
        all_pages = counts.total()
        del counts[None]
        for name, pages in counts.most_common(1):
            least = max(_LEAST_PRINTED * all_pages, _LEAST_AGREED * counts.total())
            if name and find_han(name) and pages >= least:
                chosen[own] = name
    for row in rows:
        row["newspaper"] = chosen.get(row["newspaper"], row["newspaper"])


def _differ(one: Any, other: Any) -> bool:
    """Whether two values contradict each other; a name in letters can mean one in characters."""
    if isinstance(one, str) and find_han(one) != find_han(other):
        return False
    return bool(one != other)
