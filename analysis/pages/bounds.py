"""How much of a file is in memory at once: a few bytes can unpack to more than there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from analysis.folders import is_local
from analysis.schema import InputError

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import parquet

__all__ = ["MOST_BYTES", "BoundedText", "check_ratio", "iterate_batches", "say_size"]

# A page of a newspaper has some 30,000 bytes, a book two million. Anything larger than this is no
# page, and might take all the memory.
MOST_BYTES: Final = 64_000_000
# The most that a cell may hold, which is as much as a page: bytes, or characters of text.
_MOST_OF_CELL: Final = MOST_BYTES
# Chinese news packs to a fifth, and one notice repeated over and over to a fiftieth. What unpacks
# to more than a hundred times its size was made to fill the memory.
_LARGEST_RATIO: Final = 100
_NEVER_TOO_MUCH: Final = 100_000_000  # up to so many bytes are unpacked whatever the ratio
# The most that pandas may read at once. Usually it is far less, but after a quotation mark that is
# never closed, one cell takes in all rows that follow.
_MOST_AT_ONCE: Final = 512_000_000
_BATCH: Final = 32_000_000  # bytes in a batch; larger rows come one by one


class BoundedText:
    """A text file that stops before a line, or rows read at once, would fill the memory."""

    def __init__(self, file: IO[str], path: Path) -> None:
        self._file = file
        self._path = path
        self._packed = path.stat().st_size
        self._line = 1
        # Characters read so far: of this line, of the rows that pandas reads at once, of the file.
        self._of_line = 0
        self._of_rows = 0
        self._of_all = 0

    def __iter__(self) -> Iterator[str]:
        """Yield line after line."""
        while line := self._file.readline(_MOST_OF_CELL + 1):
            if len(line) > _MOST_OF_CELL:
                raise self._refuse_line()
            self._count(line)
            self._line += 1
            yield line

    def read(self, size: int = -1) -> str:
        """Read so many characters."""
        text = self._file.read(size)
        ends = [at for at in map(text.find, "\n\r") if at >= 0]
        self._of_line += min(ends, default=len(text))
        if self._of_line > _MOST_OF_CELL:
            raise self._refuse_line()
        # Lines that begin and end in a piece are short; only its first and last can be longer.
        if ends:
            self._of_line = len(text) - 1 - max(map(text.rfind, "\n\r"))
        self._line += text.count("\n")
        self._count(text)
        self._of_rows += len(text)
        if self._of_rows > _MOST_AT_ONCE:
            raise InputError(
                f"{self._path}: before line {self._line}, one row takes in very many lines. "
                "Close the quotation mark that is open there."
            )
        return text

    def begin_rows(self) -> None:
        """Count anew, because pandas has handed out the rows read before."""
        self._of_rows = 0

    def _refuse_line(self) -> InputError:
        return InputError(
            f"{self._path}: line {self._line} has more than {_MOST_OF_CELL:,} characters, "
            f"and the file {say_size(self._packed)}. No article is so long; "
            "put one article on a line, or leave this line out."
        )

    def _count(self, text: str) -> None:
        self._of_all += len(text)
        check_ratio(self._of_all, self._packed, f"{self._path}")


def iterate_batches(
    file: parquet.ParquetFile, path: Path, names: Sequence[str], rows: int
) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a Parquet file in batches, which are smaller where rows are long."""
    from pyarrow import parquet

    wanted = [
        number
        for number in range(len(file.schema))
        if file.schema.column(number).path.partition(".")[0] in names
    ]
    strings = [
        column.path
        for column in map(file.schema.column, wanted)
        if column.physical_type == "BYTE_ARRAY"
    ]
    for group in range(file.metadata.num_row_groups):
        for number in wanted:
            _check_column(file.metadata.row_group(group).column(number), path)
    packed = path.stat().st_size
    done, size = 0, 0
    fields: dict[str, list[pa.Field]] = {}  # several columns may share a name
    for field in file.schema_arrow:
        fields.setdefault(field.name, []).append(field)
    # As dictionaries, equal cells are held once. A text that a million rows repeat then fits into
    # the memory until we know its size times a million.
    source = path if is_local(path) else path.open("rb")
    with parquet.ParquetFile(source, read_dictionary=strings) as once:
        for batch in once.iter_batches(rows, columns=list(names)):
            plain = _spell_schema(batch.schema.names, fields)
            for piece in _divide(batch):
                own = _measure(piece)
                if own > _MOST_OF_CELL and piece.num_rows == 1:
                    raise InputError(
                        f"{path}: row {done + 1} has {say_size(own)}, and the file "
                        f"{say_size(packed)}. No article is so long; leave this row out."
                    )
                done, size = done + piece.num_rows, size + own
                check_ratio(size, packed, f"{path}")
                yield piece.cast(plain)


def _spell_schema(names: Sequence[str], fields: Mapping[str, Sequence[pa.Field]]) -> pa.Schema:
    """Take the fields of the file in the order of a batch."""
    import pyarrow as pa

    left = {name: iter(own) for name, own in fields.items()}
    return pa.schema([next(left[name]) for name in names])


def _check_column(column: Any, path: Path) -> None:
    """Check a column before anything of it is unpacked."""
    size = column.total_uncompressed_size
    name = column.path_in_schema
    check_ratio(size, column.total_compressed_size, f"{path}, column {name!r}")
    if size > _MOST_OF_CELL * max(column.num_values, 1):
        raise InputError(
            f"{path}: a cell of the column {name!r} has more than {say_size(_MOST_OF_CELL)}. "
            "No article is so long; leave its row out."
        )


def check_ratio(unpacked: int, packed: int, what: str) -> None:
    """Refuse what unpacks to far more than text does; `what` names it in the message."""
    if unpacked > _NEVER_TOO_MUCH and unpacked > _LARGEST_RATIO * packed:
        raise InputError(
            f"{what}: {say_size(packed)} unpack to {say_size(unpacked)} or more, which no text "
            "does. Unpack the file and look at what it holds."
        )


def _divide(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """Halve a batch until its rows hold little."""
    if batch.num_rows <= 1 or _measure(batch) <= _BATCH:
        yield batch
        return
    half = batch.num_rows // 2
    yield from _divide(batch.slice(0, half))
    yield from _divide(batch.slice(half))


def _measure(rows: pa.RecordBatch | pa.Array) -> int:
    """Count the bytes of rows as text, each row with its own copy of what several share."""
    import pyarrow as pa
    from pyarrow import compute

    if isinstance(rows, pa.RecordBatch):
        return sum(map(_measure, rows.columns))
    if isinstance(rows, pa.DictionaryArray):
        lengths = compute.binary_length(rows.dictionary).cast(pa.int64())
        return compute.sum(lengths.take(rows.indices)).as_py() or 0
    if isinstance(rows, pa.ListArray | pa.LargeListArray):
        return _measure(rows.flatten())
    if isinstance(rows, pa.StructArray):
        return sum(map(_measure, rows.flatten()))
    return int(rows.nbytes)


def say_size(size: int) -> str:
    """Say a number of bytes in a unit that leaves few digits.

    Examples
    --------
    >>> say_size(92_000), say_size(64_000_000), say_size(5_000_000_000)
    ('92 kB', '64 MB', '5.0 GB')
    """
    for unit, name in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}" if unit == 10**9 else f"{size / unit:.0f} {name}"
    return f"{size} bytes"
