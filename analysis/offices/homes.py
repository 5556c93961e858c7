"""The home of a newspaper: the division whose paper it is."""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Final

from analysis.lexicon import read_rows, split_variants
from analysis.offices.divisions import NATION, check_home, check_years, list_forms
from analysis.schema import InputError

__all__ = ["Homes", "check_homes", "choose_home", "find_home", "read_homes"]

Homes = str | Mapping[str, str]

# What stands behind the place in a newspaper's name: 大同日报, 澜川晚报, 朔州新闻网.
_PAPER: Final = re.compile(
    r"^(?:《)?(?P<place>.+?)(?:日报|晚报|晨报|早报|早晨报|都市报|商报|快报|时报|新报|新闻网?|报|广播电视报"
    r"|电视台|发布|周报|周刊)(?:》)?(?:社|网|客户端|数字报)?$"
)


@cache
def _read_papers() -> Mapping[str, str]:
    """The homes of papers known by name; a paper of the whole country has no code in the list."""
    homes: dict[str, str] = {}
    for paper, names, code, tier in read_rows("papers", "newspaper", "names", "code", "tier"):
        own = code or (NATION if tier in ("central", "army") else "")
        for name in (paper, *split_variants(names)) if own else ():
            homes.setdefault(name.lower(), own)
    return homes


@lru_cache(maxsize=10_000)
def find_home(newspaper: str | None) -> str | None:
    """The home of a paper by its name: from the list of papers, or the place before 日报.

    Examples
    --------
    >>> find_home("大同日报"), find_home("人民日报"), find_home("某报")
    ('140200', '000000', None)
    """
    if not isinstance(newspaper, str):
        return None
    name = newspaper.strip()
    known = _read_papers().get(name.lower())
    if known is not None:
        return known
    found = _PAPER.match(name)
    divisions = list_forms(None).get(found["place"], ()) if found else ()
    first = [one for one in divisions if one.level == divisions[0].level]
    return first[0].code if len(first) == 1 else None


def choose_home(newspaper: object, homes: Homes | None) -> str | None:
    """The home of a paper: the one that was given for it, else the one that its name tells."""
    given = homes if isinstance(homes, str) else (homes or {}).get(str(newspaper))
    if given is not None:
        return given
    return find_home(newspaper if isinstance(newspaper, str) else None)


def read_homes(home: object) -> Homes | None:
    """Check what a user gives as home: one code, or a code for each newspaper.

    Raises
    ------
    InputError
        Where a code is none, or `home` is neither; the message names the newspaper.
    """
    if home is None or isinstance(home, str):
        return None if home is None else check_home(home)
    if not isinstance(home, Mapping):
        raise InputError(
            f'home={home!r} is neither a code nor codes by newspaper. Write home="140200", or '
            'home={"大同日报": "140200"}.'
        )
    homes: dict[str, str] = {}
    for paper, code in home.items():
        try:
            homes[str(paper)] = check_home(code)
        except InputError as error:
            raise InputError(f"The home of {paper}: {error}") from error
    return homes


def check_homes(homes: Homes | None, years: Iterable[int]) -> None:
    """Check that each home was in force in one of the years of what is read.

    Raises
    ------
    InputError
        Where one was not; the message says when it was.
    """
    years = sorted(set(years))
    for code in () if homes is None else [homes] if isinstance(homes, str) else homes.values():
        check_years(code, years)
