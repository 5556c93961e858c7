"""Names that the words around them leave no doubt of, even where they are words themselves.

A title before and a verb after make a name of 文明 in 副市长文明走访; so do being appointed, and
the kin that somebody is said to be of.
"""

from collections.abc import Iterator

from analysis.officials.appointed import find_appointed, find_elected, find_kin
from analysis.officials.batch import Batch
from analysis.officials.names import Anchors
from analysis.officials.parts import find_compound, find_parts
from analysis.officials.titled import find_followed, find_shared, find_titled
from analysis.officials.vocabulary import Vocabulary

__all__ = ["find_by_context"]


def find_by_context(
    batch: Batch, begins: bytes, marks: bytes, vocabulary: Vocabulary, anchors: Anchors
) -> Iterator[tuple[int, int, float]]:
    """Find the names of those appointed, of kin, and those that stand between title and verb."""
    text = batch.text
    for start, end in find_appointed(text, vocabulary.signs):
        yield start, end, 9.0
    for start, end in [
        *find_elected(text, vocabulary.signs["elect"], anchors),
        *find_kin(text, begins),
    ]:
        yield start, end, 9.0
    yield from find_parts(text, begins, marks, vocabulary.parts)
    yield from find_compound(text, begins, marks, vocabulary.compounds)
    yield from find_titled(batch, begins, marks)
    for start, end in [*find_followed(text, begins, anchors), *find_shared(text, anchors)]:
        yield start, end, 6.0
