"""Whether a regular expression can backtrack without bound, or take the square of a text.

It does where a loop can take the same characters in two ways: each round then doubles the ways, all
of which are tried where what follows fails. The expression is read as an automaton whose states
are its characters (Glushkov's); two ways round a loop are two states of one strongly connected part
that are reached from one state, by the same text, and lead back to it.

It takes the square of a text where two loops take the same text one after the other, or where it is
looked for everywhere and has a loop that the text before it could be taken for too: then each place
to go over from one to the other is tried, and each reads all the rest. That is so where a text leads
from a state of one loop to itself and to a state of the other, and from this to itself, and what
follows can fail.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Final, NamedTuple

import networkx as nx

MANY: Final = 10  # a loop of so many rounds is taken for one without an end
_SAMPLES: Final = [*map(ord, "aZ_5 \n\t中、。（，\u3000é")]


class Piece(NamedTuple):
    """Part of an expression: whether it can be empty, the states it begins and ends with."""

    empty: bool
    first: list[int]
    last: list[int]


class _Automaton:
    """The states of an expression and how often each follows another."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.follow: Counter[tuple[int, int]] = Counter()
        self.signs: list[frozenset[int]] = []
        self.inner: list[Any] = []  # what is looked at ahead or behind, a pattern by itself
        tree = parser.parse(pattern, flags)
        self.flags = tree.state.flags
        self.points = sorted(
            {near for own in _list_points(tree) for near in (own - 1, own, own + 1) if near >= 0}
            | {*_SAMPLES}
        )
        self.read(tree)
        while self.inner:
            self.read(self.inner.pop())

    def read(self, tree: Iterable[tuple[Any, Any]]) -> Piece:
        whole = Piece(True, [], [])
        for code, what in tree:
            whole = self.join(whole, self.read_one(code, what))
        return whole

    def read_one(self, code: Any, what: Any) -> Piece:
        if code in (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN):
            self.signs.append(frozenset(own for own in self.points if self.takes(code, what, own)))
            return Piece(False, [len(self.signs) - 1], [len(self.signs) - 1])
        if code is sre.SUBPATTERN:
            return self.read(what[3])
        if code is sre.ATOMIC_GROUP:
            return self.read(what)
        if code is sre.BRANCH:
            pieces = [self.read(own) for own in what[1]]
            return Piece(
                any(own.empty for own in pieces),
                [state for own in pieces for state in own.first],
                [state for own in pieces for state in own.last],
            )
        if code is sre.POSSESSIVE_REPEAT:  # what it has taken is never given back
            piece = self.read(what[2])
            return piece._replace(empty=piece.empty or what[0] == 0)
        if code in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            return self.repeat(*what)
        if code in (sre.ASSERT, sre.ASSERT_NOT):
            self.inner.append(what[1])
        elif code is sre.GROUPREF_EXISTS:
            pieces = [self.read(own or []) for own in what[1:]]
            return Piece(True, pieces[0].first + pieces[1].first, pieces[0].last + pieces[1].last)
        return Piece(True, [], [])

    def repeat(self, least: int, most: int, body: Any) -> Piece:
        if most >= MANY:
            piece = self.read(body)
            self.follow.update(product(piece.last, piece.first))
            return piece._replace(empty=piece.empty or least == 0)
        # More copies than two, and one that may be left out, add no new kind of way.
        whole = Piece(True, [], [])
        for copy in range(min(least, 2) + (most > least)):
            piece = self.read(body)
            whole = self.join(whole, piece._replace(empty=piece.empty or copy >= min(least, 2)))
        return whole

    def join(self, one: Piece, other: Piece) -> Piece:
        self.follow.update(product(one.last, other.first))
        return Piece(
            one.empty and other.empty,
            one.first + (other.first if one.empty else []),
            other.last + (one.last if other.empty else []),
        )

    def takes(self, code: Any, what: Any, own: int) -> bool:
        if self.flags & re.IGNORECASE:
            forms = {
                own,
                *map(ord, {chr(own).lower(), chr(own).upper()} & {*map(chr, self.points)}),
            }
            return any(_takes(code, what, form, self.flags) for form in forms)
        return _takes(code, what, own, self.flags)


def _takes(code: Any, what: Any, own: int, flags: int) -> bool:
    if code is sre.ANY:
        return bool(flags & re.DOTALL) or own != ord("\n")
    if code is sre.LITERAL:
        return bool(own == what)
    if code is sre.NOT_LITERAL:
        return bool(own != what)
    if code is sre.RANGE:
        return bool(what[0] <= own <= what[1])
    if code is sre.CATEGORY:
        name = {"SPACE": r"\s", "DIGIT": r"\d", "WORD": r"\w"}[str(what).rsplit("_", 1)[1]]
        return bool(re.match(name, chr(own))) != ("NOT" in str(what))
    negated = what[0][0] is sre.NEGATE
    return any(_takes(*one, own, flags) for one in what[negated:]) != negated


def _list_points(tree: Any) -> Iterator[int]:
    """Yield all characters that an expression names."""
    if isinstance(tree, tuple) and len(tree) == 2 and tree[0] in (sre.LITERAL, sre.NOT_LITERAL):
        yield tree[1]
    elif isinstance(tree, tuple) and len(tree) == 2 and tree[0] is sre.RANGE:
        yield from tree[1]
    elif isinstance(tree, tuple | list | parser.SubPattern):
        for own in tree:
            yield from _list_points(own)


def find_loop(pattern: str, flags: int = 0) -> str | None:
    """Find characters that a loop can take in two ways; None where there are none.

    Examples
    --------
    >>> [find_loop(own) for own in ("(?:a+)+b", "(?:ab|a|b)*d", "(?:a+b)*c", "(?:a{1,2})*b")]
    ['a', 'b', None, 'a']
    """
    automaton = _Automaton(pattern, flags)
    graph = nx.DiGraph(list(automaton.follow))
    for states in nx.strongly_connected_components(graph):
        edges = [(own, other) for own in states for other in graph[own] if other in states]
        for own, following in edges:
            if automaton.follow[own, following] > 1:
                return chr(min(automaton.signs[following], default=0))
        after: dict[int, list[int]] = {}
        for own, following in edges:
            after.setdefault(own, []).append(following)
        pairs = nx.DiGraph()
        waiting = [(own, own) for own in states]
        seen = {*waiting}
        while waiting:  # all pairs that one text leads to, from one state
            pair = waiting.pop()
            for one, two in product(after.get(pair[0], ()), after.get(pair[1], ())):
                if automaton.signs[one] & automaton.signs[two]:
                    pairs.add_edge(pair, (one, two))
                    if (one, two) not in seen:
                        seen.add((one, two))
                        waiting.append((one, two))
        for part in nx.strongly_connected_components(pairs):
            apart = [pair for pair in part if pair[0] != pair[1]]
            if apart and len(apart) < len(part):
                one, two = apart[0]
                return chr(min(automaton.signs[one] & automaton.signs[two]))
    return None


ENDLESS: Final = 1000  # a loop of fewer rounds reads no more than these from each place
_FAR: Final = 5000  # so many places in two loops are looked at


class _Search(_Automaton):
    """The states of an expression that is looked for, with what stands before it as a loop.

    What is looked ahead or behind for stands in its place; `risky` are states behind which
    something is asked that takes no character.
    """

    def __init__(self, pattern: str, flags: int, *, anywhere: bool) -> None:
        self.anywhere = anywhere
        self.risky: set[int] = set()
        self.final: set[int] = set()
        self.kept: set[int] = set()
        self.deep = 0
        super().__init__(pattern, flags)

    def read(self, tree: Iterable[tuple[Any, Any]]) -> Piece:
        parts = list(tree)
        self.deep += 1
        whole = Piece(True, [], [])
        code, where = parts[0] if parts else (None, None)
        begins = code is sre.AT and where in (sre.AT_BEGINNING, sre.AT_BEGINNING_STRING)
        lines = where is sre.AT_BEGINNING and bool(self.flags & re.MULTILINE)
        if self.deep == 1 and self.anywhere and (lines or not begins):
            self.signs.append(frozenset(self.points))
            self.follow[0, 0] += 1
            whole = Piece(True, [0], [0])
            if lines:
                self.signs.append(frozenset([ord("\n")]))
                whole = self.join(whole, Piece(False, [1], [1]))
        for at, (code, what) in enumerate(parts):
            if code in (sre.AT, sre.ASSERT, sre.ASSERT_NOT):
                self.risky.update(whole.last)
            if not at and whole.first and code is sre.ASSERT_NOT and what[0] < 0:
                whole = self.join(whole, self.read_not_behind(what[1]))
            else:
                whole = self.join(whole, self.read_one(code, what))
        self.deep -= 1
        if not self.deep:
            self.final = {*whole.last} - self.risky - {0 if self.anywhere else -1}
        return whole

    def read_one(self, code: Any, what: Any) -> Piece:
        if code is sre.ASSERT:
            return self.read(what[1])
        if code is sre.ASSERT_NOT:
            return Piece(True, [], [])
        if code is sre.POSSESSIVE_REPEAT:  # it is read anew from each place, and nothing given back
            before = len(self.signs)
            piece = self.repeat(*what)
            self.kept.update(range(before, len(self.signs)))
            return piece
        return super().read_one(code, what)

    def read_not_behind(self, body: Any) -> Piece:
        """What an expression begins behind: a character that is not this one."""
        if len(body) != 1 or body[0][0] not in (sre.LITERAL, sre.NOT_LITERAL, sre.IN):
            return Piece(True, [], [])
        others = frozenset(own for own in self.points if not self.takes(*body[0], own))
        self.signs.append(others)
        return Piece(False, [len(self.signs) - 1], [len(self.signs) - 1])

    def repeat(self, least: int, most: int, body: Any) -> Piece:
        piece = self.read(body)
        if most >= ENDLESS:
            self.follow.update(product(piece.last, piece.first))
        return piece._replace(empty=piece.empty or least == 0)


def find_square(pattern: str, flags: int = 0, *, anywhere: bool) -> str | None:
    """Find a character of a text of which an expression takes the square; None if there is none.

    `anywhere` says that it is looked for, and not only tried where a text begins.

    Examples
    --------
    >>> [find_square(own, anywhere=True) for own in ("a*b", "xa*b", "^a*b", "a+", "(?<!a)a*+b")]
    ['a', None, None, None, None]
    >>> [find_square(own, anywhere=False) for own in ("a*b", "a*a*b", "a*ca*b", "a*+a*b")]
    [None, 'a', None, None]
    """
    automaton = _Search(pattern, flags, anywhere=anywhere)
    graph = nx.DiGraph(list(automaton.follow))
    bits = {own: 1 << at for at, own in enumerate(automaton.points)}
    masks = [sum(bits[own] for own in signs) for signs in automaton.signs]
    loops = [
        states
        for states in nx.strongly_connected_components(graph)
        if len(states) > 1 or any(own in graph[own] for own in states)
    ]
    for one, other in product(loops, loops):
        # Whichever state of the first loop is taken, the other has one that goes with it.
        here = min(one)
        between = nx.descendants(graph, here) & (nx.ancestors(graph, min(other)) | other)
        if one is other or one <= automaton.kept or not between:
            continue
        steps = {own: [to for to in graph[own] if to in between] for own in (*between, here)}
        steps[here] = [*{*steps[here], *one.intersection(graph[here])}]
        for there in other - automaton.final:
            start, goal = (here, here, there), (here, there, there)
            seen, waiting = {start}, [start]
            while waiting and len(seen) < _FAR:
                first, middle, last = waiting.pop()
                lasts = [to for to in graph[last] if to in other and to not in automaton.final]
                firsts = [to for to in graph[first] if to in one]
                for pair in product(firsts, lasts):
                    both = masks[pair[0]] & masks[pair[1]]
                    for to in steps[middle] if both else ():
                        if both & masks[to] and (place := (pair[0], to, pair[1])) not in seen:
                            if place == goal:
                                shared = both & masks[to]
                                return chr(min(own for own in bits if bits[own] & shared))
                            seen.add(place)
                            waiting.append(place)
    return None
