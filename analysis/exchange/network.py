"""Pairs of people → a network file for Gephi."""

import os
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

import pandas as pd

from analysis.exchange.files import open_file, put
from analysis.schema import InputError, check_table, join_words

__all__ = ["write_network"]

_SPACE: Final = "http://gexf.net/1.3"
_DAY: Final = "%Y-%m-%d"


def write_network(
    links: pd.DataFrame, path: str | os.PathLike[str], *, people: pd.DataFrame | None = None
) -> Path:
    """Write who is named together as a network (GEXF), which Gephi and networkx read.

    Parameters
    ----------
    links
        What `link_people` returns: source, target and count, which is the weight of the edge; its
        other columns become attributes of the edge.
    path
        The file; its name ends in .gexf. A hidden folder `.manifests` beside it remembers what was
        written.
    people
        What `count_mentions` returns, or any table with one row per person and a column `name`: its
        other columns become attributes of the nodes. People without links are nodes too.

    Returns
    -------
    Path
        The file, with one node per person and one undirected edge per row of `links`.

    Raises
    ------
    InputError
        Where a column is missing, a person stands twice in `people`, or a file that is not ours, or
        was changed since, stands there.

    Examples
    --------
    >>> import tempfile
    >>> links = pd.DataFrame({"source": ["张强"], "target": ["谷明"], "count": [3]})
    >>> file = write_network(links, Path(tempfile.mkdtemp(), "people.gexf"))
    >>> import networkx
    >>> networkx.read_gexf(file).edges["张强", "谷明"]["weight"]
    3.0
    """
    file = open_file(path, suffixes=[".gexf"], what="a network")
    links = check_table(links, "links", needs=["source", "target", "count"])
    names = dict.fromkeys([*links["source"], *links["target"]])
    about = pd.DataFrame(index=pd.Index([], dtype="object"))
    if people is not None:
        about = check_table(people, "people", needs=["name"], maker="count_mentions")
        twice = about["name"][about["name"].duplicated()].unique()
        if len(twice):
            raise InputError(
                f"people names {join_words(twice[:3])} more than once; give one row per person, "
                "e.g. count_mentions(mentions) without by=."
            )
        about = about.set_index("name")
        names |= dict.fromkeys(about.index)
    root = ElementTree.Element("gexf", xmlns=_SPACE, version="1.3")
    graph = ElementTree.SubElement(root, "graph", defaultedgetype="undirected", mode="static")
    of_links = links.drop(columns=["source", "target"])
    for kind, table in (("node", about), ("edge", of_links)):
        _add_attributes(graph, kind, table)
    nodes = ElementTree.SubElement(graph, "nodes")
    rows = about.astype("object").to_dict("index")
    for name in names:
        node = ElementTree.SubElement(nodes, "node", id=str(name), label=str(name))
        _add_values(node, rows.get(name, {}))
    edges = ElementTree.SubElement(graph, "edges")
    cells = of_links.astype("object").to_dict("records")
    for at, (source, target, row) in enumerate(
        zip(links["source"], links["target"], cells, strict=True)
    ):
        weight = str(float(row["count"]))
        ends = {"id": str(at), "source": str(source), "target": str(target), "weight": weight}
        _add_values(ElementTree.SubElement(edges, "edge", ends), row)
    ElementTree.indent(root, " ")
    return put(file, ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")


def _add_attributes(graph: ElementTree.Element, kind: str, table: pd.DataFrame) -> None:
    """Declare the attributes; days become text, since not every program reads dates."""
    attributes = ElementTree.SubElement(graph, "attributes", {"class": kind})
    for name in table.columns:
        kinds = {"i": "long", "u": "long", "f": "double", "b": "boolean"}
        kind_of = kinds.get(getattr(table[name].dtype, "kind", "O"), "string")
        ElementTree.SubElement(attributes, "attribute", id=str(name), title=str(name), type=kind_of)


def _add_values(element: ElementTree.Element, row: dict[Any, Any]) -> None:
    values = ElementTree.SubElement(element, "attvalues")
    for name, value in row.items():
        if isinstance(value, list | tuple):
            value = "; ".join(map(str, value))
        if pd.isna(value):
            continue
        if isinstance(value, pd.Timestamp):
            value = value.strftime(_DAY)
        if isinstance(value, bool):
            value = str(value).lower()
        ElementTree.SubElement(values, "attvalue", {"for": str(name), "value": str(value)})
