"""The command `dangbao`: options in, one call, a clear line out."""

import codecs
import errno
import os
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, NoReturn, TextIO

import click
import pandas as pd

from analysis import __version__
from analysis.options import OPTIONS
from analysis.pages.files import spell
from analysis.schema import InputError

__all__ = ["main"]

_UNREAD = 1  # exit status: written, but some files could not be read
_UNDER = 1  # exit status: measured, but a figure is under its floor
_WRONG = 2  # exit status: nothing done
_UNHEARD = 3  # exit status: done, but there was no room for what is printed
_STOPPED = 130  # exit status: Ctrl-C, as of any command, or a SIGTERM
_LEFT = 141  # exit status: whoever read the output has gone (| head), as of any command
_FLOORS = "tests/floors.json"
# What a text could tell a terminal to do, among it an end of line in the name of a file.
_CONTROL: Final = re.compile(r"[\0-\x1f\x7f-\x9f\u2028\u2029]+")

_COLUMN: Final = "A column of tables of articles, here and there: --column text=fulltext."
_HOME: Final = next(option.help for option in OPTIONS if option.name == "home")


class _Command(click.Group):
    """Commands whose user's mistakes are one line each, and exit status 2."""

    def invoke(self, ctx: click.Context) -> object:
        result: object = None
        try:
            result = super().invoke(ctx)
        except KeyboardInterrupt:
            _say("stopped.")
            ctx.exit(_STOPPED)
        except InputError as error:
            self._fail(ctx, str(error))
        except UnicodeEncodeError as error:
            if sys.getfilesystemencoding() == "utf-8":
                raise
            name = error.object[error.start : error.end]
            self._fail(
                ctx,
                f"A file cannot be named {name} here: this terminal has no Chinese. "
                "Set PYTHONUTF8=1 and run the same again.",
            )
        except OSError as error:
            self._fail(ctx, f"{error.filename or 'A file'}: {error.strerror or error}.")
        return result

    @staticmethod
    def _fail(ctx: click.Context, message: str) -> NoReturn:
        _say(message)
        ctx.exit(_WRONG)


@click.group(cls=_Command, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="dangbao")
def dangbao() -> None:
    """党报: the pages of Chinese party newspapers as data."""


def _steered(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of a report, each as the table of them says."""
    for option in reversed(OPTIONS):
        kind: Any = str
        if option.kind == "number":
            kind = click.IntRange(min=1)
        elif option.name == "lang":
            kind = click.Choice(["zh", "en"])
        many = option.many or option.kind in ("columns", "homes")
        flag = f"--{(option.flag or option.name).replace('_', '-')}"
        own = click.option(flag, option.name, type=kind, multiple=many, help=option.help)
        command = own(command)
    return command


@dangbao.command()
@click.argument("sources", nargs=-1, required=True)
@click.option("--out", default="reports", show_default=True, help="Folder of the report.")
@_steered
def report(sources: tuple[str, ...], out: str, **wishes: Any) -> None:
    """Write the report on SOURCES: pages, tables of articles, or a folder made by dangbao tables.

    Several folders are one collection, as of two newspapers that are to be compared. The report
    begins at index.html in the folder given by --out. All other options can stand in a file
    report.toml in one of SOURCES as well (since = "2024-04"); the command line wins. Exit status 1
    means that it was written, but that some files could not be read; it lists them. Exit status 130
    means that it was told to end (Ctrl-C, SIGTERM), and wrote nothing.
    """
    from analysis.reports import write_reports

    wishes["columns"] = _read_columns(wishes["columns"])
    wishes["home"] = _read_home(wishes["home"])
    with _saying("no report was written"):
        written = write_reports(_join(sources), out, **wishes, progress=True)
    _print(spell(str(written.index)))
    _tell(written.reading)
    _end(written.unread)


@dangbao.command()
@click.argument("notebook")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
def new(notebook: str, lang: str) -> None:
    """Write a first NOTEBOOK of your own, such as 05_mine.ipynb, that runs and becomes a page.

    By the name of one of ours (02_terms.ipynb) it is a copy of that in one language, to be opened
    in JupyterLab. Nothing that is there is overwritten. What makes it a page of the report is said
    when it is written.
    """
    from analysis.reports import write_notebook
    from analysis.reports.notebooks import PARTS

    path = write_notebook(notebook, lang=lang)
    _print(spell(str(path)))
    name = path.name
    if path.stem in PARTS:
        _say("open it in JupyterLab; under a name of your own it can become a page of a report.")
        return
    _say(f'a page of a report by --notebook {name}, or in report.toml: notebooks = ["{name}"].')


@dangbao.command()
@click.argument("pages", nargs=-1, required=True)
@click.option("--out", default="tables", show_default=True, help="Folder or address of the tables.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes.  [default: all cores]")
@click.option("--clusters", type=click.IntRange(min=2), help="So many clusters of the whole, too.")
@click.option("--scheduler", help="Address of a Dask scheduler whose workers do the work.")
@click.option("--column", "column", multiple=True, help=_COLUMN)
@click.option("--roster", help="Your own list of people: name, group, alias, …")
@click.option("--phrases", help="Your own set phrases: phrase, variants, …")
@click.option("--themes", help="Your own themes: theme, term, weight.")
@click.option("--home", multiple=True, help=_HOME)
def tables(
    pages: tuple[str, ...],
    out: str,
    workers: int | None,
    clusters: int | None,
    scheduler: str | None,
    column: tuple[str, ...],
    home: tuple[str, ...],
    **lists: str | None,
) -> None:
    """Make all tables of PAGES as Parquet files, by newspaper and month.

    PAGES is a folder of page files or one of them, a table of articles or a folder of such, or a
    folder of both; it and the folder given by --out may lie elsewhere (s3://bucket/pages). Several
    are one collection. A second run makes only what has changed; one that was cut off goes on where
    it stood. Exit status 1 means that some files could not be read; it lists them.
    """
    from analysis.pipeline import build_tables

    columns = _read_columns(column)
    try:
        with _connect(scheduler) as client:
            built = build_tables(
                _join(pages),
                out,
                workers=workers,
                client=client,
                columns=columns,
                home=_read_home(home),
                clusters=clusters,
                progress=True,
                **lists,
            )
    except KeyboardInterrupt:
        _say("stopped; the same command goes on from what is done.")
        sys.exit(_STOPPED)
    made = int(built.months["made"].sum())
    _print(f"{spell(str(built.out))}: {made} of {len(built.months)} months made")
    _tell(built.reading)
    _end(built.unread)


@contextmanager
def _saying(what: str) -> Iterator[None]:
    """Say, where the command is told to end meanwhile, what has become of its work."""
    try:
        yield
    except KeyboardInterrupt:
        _say(f"stopped; {what}.")
        sys.exit(_STOPPED)


@contextmanager
def _connect(scheduler: str | None) -> Iterator[Any]:
    """Connect to a Dask scheduler, if one is given."""
    if scheduler is None:
        yield None
        return
    try:
        from distributed import Client
    except ImportError as error:
        raise InputError('--scheduler needs Dask: pip install "dangbao[cluster]".') from error
    connect: Any = Client
    try:
        client = connect(scheduler, timeout="10s")
    except (OSError, ValueError) as error:
        raise InputError(
            f"There is no scheduler at {scheduler} ({error}). Start one with dask scheduler."
        ) from error
    with client:
        yield client


@dangbao.command()
@click.argument("word")
@click.argument("pages", nargs=-1, required=True)
@click.option("--width", type=click.IntRange(min=0), default=20, show_default=True)
@click.option("--column", "column", multiple=True, help=_COLUMN)
def context(word: str, pages: tuple[str, ...], width: int, column: tuple[str, ...]) -> None:
    """Show WORD in its context wherever it stands in PAGES, pages or tables of articles.

    One line for each place: page, line, column, and the words around. Exit status 1 means that some
    files could not be read.
    """
    from analysis.context import find_context
    from analysis.pipeline.collection import collect, list_refused

    word = spell(word)
    collection = collect(_join(pages), columns=_read_columns(column))
    articles = collection.articles
    shown = find_context(articles, of=word, width=width)
    for article_id, line, at, left, match, right in zip(
        *(shown[name] for name in ("article_id", "line", "column", "left", "match", "right")),
        strict=True,
    ):
        page_id = str(article_id).rpartition("#")[0]
        # An article of a table has no place on a page; its own name says where it is.
        place = f"{article_id}" if pd.isna(line) else f"{page_id}:{line}:{at}"
        words = " ".join(f"{left}[{match}]{right}".split())
        _print(_CONTROL.sub(" ", f"{place}: {words}"))
    if shown.empty:
        _say(f"{word} stands nowhere in {', '.join(pages)}.")
    _tell(collection.reading)
    _end(list_refused(collection))


@dangbao.command()
@click.argument("gold")
@click.argument("pages", required=False)
@click.option("--texts", help="Folder of the texts, where GOLD labels texts kept elsewhere.")
@click.option("--floors", help="Figures to be reached.  [default: tests/floors.json if there]")
@click.option("--peer", multiple=True, type=click.Choice(["jieba", "thulac"]), default=["jieba"])
@click.option("--out", default="reports", show_default=True, help="Folder of the tables.")
def evaluate(
    gold: str, pages: str | None, texts: str | None, floors: str | None, peer: list[str], out: str
) -> None:
    """Measure what is read from PAGES by the labels in GOLD.

    PAGES is the folder above GOLD when not given. The figures are printed, then what was wrong, one
    line for each place; both are written to the folder given by --out. Exit status 1 means that a
    figure is under its floor. See docs/labelling.md for how the labels are made.
    """
    from analysis.evaluate import evaluate_gold, format_errors, format_figures
    from analysis.reports import write_table

    if floors is None and Path(_FLOORS).is_file():
        floors = _FLOORS
    figures, errors = evaluate_gold(gold, pages, texts=texts, floors=floors, peers=peer)
    write_table(figures, out, "evaluation", lang="en")
    write_table(errors, out, "evaluation_errors", lang="en")
    _print(f"{format_figures(figures)}\n\n{format_errors(errors)}")
    under = figures[figures["value"] < figures["floor"]]
    for section, figure in zip(under["section"], under["figure"], strict=True):
        _say(f"under its floor: {section} {figure}")
    if len(under):
        sys.exit(_UNDER)


def _join(sources: tuple[str, ...]) -> str | list[str]:
    """One source as it is, several as a list."""
    return sources[0] if len(sources) == 1 else list(sources)


def _read_home(given: tuple[str, ...]) -> str | dict[str, str] | None:
    """Read the codes of homes: one for all newspapers, or NEWSPAPER=CODE for each."""
    if len(given) == 1 and "=" not in given[0]:
        return spell(given[0])
    homes = {}
    for one in map(spell, given):
        paper, equals, code = one.rpartition("=")
        if not (equals and paper):
            raise InputError(
                f"--home {one}: write one code for all newspapers (--home 140200), or one for "
                "each (--home 大同日报=140200)."
            )
        homes[paper] = code
    return homes or None


def _read_columns(given: tuple[str, ...]) -> dict[str, str]:
    """The columns that the user names, text=fulltext: the name here and the one in the table."""
    odd = next((each for each in given if not all(each.partition("="))), None)
    if odd is not None:
        raise InputError(f"--column {odd} names no column; write it like --column text=fulltext.")
    return {here: own for here, _, own in (each.partition("=") for each in given)}


def _tell(reading: pd.DataFrame) -> None:
    """Say what was made of the source: files, columns, what is missing and what comes twice."""
    from analysis.pages.reading import say_reading

    for sentence in say_reading(reading):
        _say(sentence)


def _end(unread: pd.DataFrame) -> None:
    """Name the files that could not be read, and end with a status that says so."""
    for problem in unread["problem"]:
        _say(f"not read: {problem}")
    if len(unread):
        sys.exit(_UNREAD)


def _print(text: str) -> None:
    """Print a line, at once; end here where nobody takes it."""
    try:
        click.echo(text)
    except OSError as error:
        _stop_printing(error)


def _say(message: str) -> None:
    """Say something beside the output, on one line."""
    try:
        click.echo(f"dangbao: {' '.join(_CONTROL.sub(' ', spell(message)).split())}", err=True)
    except OSError:  # there is nobody left to say it to
        _give_up(sys.stderr)


def _give_up(stream: TextIO) -> None:
    """Let go nowhere what Python would still try to write at its end, and end with 120 for it."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _stop_printing(error: OSError) -> NoReturn:
    _give_up(sys.stdout)
    if error.errno == errno.EPIPE:
        sys.exit(_LEFT)
    _say(f"the output cannot be written ({error.strerror or error}).")
    sys.exit(_UNHEARD)


def _show_warning(message: Warning | str, *_: Any, **__: Any) -> None:
    """A warning without the piece of program that it came from."""
    _say(str(message))


def main() -> None:
    """Run the command; what a console cannot show is replaced, not an error."""
    for stream in (sys.stdout, sys.stderr):
        _make_forgiving(stream)
    warnings.showwarning = _show_warning
    try:
        dangbao(prog_name="dangbao")
    except OSError as error:  # click could not print, say what --help asks for
        _stop_printing(error)


def _make_forgiving(stream: TextIO) -> None:
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is None:
        return
    # A console of no more than ASCII is one whose language was not set (LC_ALL=C).
    plain = codecs.lookup(stream.encoding).name == "ascii" and "PYTHONIOENCODING" not in os.environ
    reconfigure(errors="replace", encoding="utf-8" if plain else None)
