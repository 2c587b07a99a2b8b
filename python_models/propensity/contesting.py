"""Who belongs to whom where not every edge can be right: each in its turn, unless it would break a rule.

Within one component of contested identifiers this is Kruskal's algorithm with a condition (J. B. Kruskal,
"On the shortest spanning subtree of a graph", 1956): edges in a fixed order, each joining two persons unless
their union would have more of a type than one person may, or two identifiers that a repair keeps apart. What
is known earlier comes first, so the persons at a date follow from the edges known before it. A cut holds from
a day on: there the persons are made anew from all edges known by then.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pyarrow as pa

SPANS = pa.schema([("node", pa.int64()), ("component", pa.int64()), ("known_date", pa.date32())])


def contest(nodes: pa.Table, edges: pa.Table, cuts: pa.Table, types: pa.Table) -> pa.Table:
    """Return the spans (SPANS) of contested identifiers: after known_date, node belongs to component.

    `nodes` (component, node, identifier_type, known_date) and `edges` (component, left_node, right_node,
    known_date) are ordered by component, edges within it in their turn, by known_date first. `cuts` (node,
    other_node, known_date) hold after their day: of node alone, or of both in one person. `types` has
    (identifier_type, maximum); a type that is not there has no maximum.
    """
    maxima = dict(zip(*_columns(types, "identifier_type", "maximum"), strict=True))
    by_node = defaultdict(list)
    for cut in zip(*_columns(cuts, "node", "other_node", "known_date"), strict=True):
        by_node[cut[0]].append(cut)
    edges_of = _by_component(edges, "left_node", "right_node", "known_date")
    left = next(edges_of, None)
    spans: list[tuple[int, int, int]] = []
    for component, its_nodes in _by_component(nodes, "node", "identifier_type", "known_date"):
        its_edges = []
        if left and left[0] == component:
            its_edges, left = left[1], next(edges_of, None)
        its_cuts = [cut for node, _, _ in its_nodes for cut in by_node.get(node, ())]
        spans += _spans(its_nodes, its_edges, its_cuts, maxima)
    columns = list(zip(*spans, strict=True)) or [(), (), ()]
    return pa.table(
        [
            pa.array(columns[0], pa.int64()),
            pa.array(columns[1], pa.int64()),
            pa.array(columns[2], pa.int32()).cast(pa.date32()),
        ],
        schema=SPANS,
    )


def _columns(table: pa.Table, *names: str) -> list[list[Any]]:
    """Columns as lists, dates as days since 1970."""
    columns = (table.column(name) for name in names)
    return [(c.cast(pa.int32()) if pa.types.is_date(c.type) else c).to_pylist() for c in columns]


def _by_component(table: pa.Table, *names: str) -> Iterator[tuple[int, list[tuple]]]:
    """Rows as tuples of the named columns, component by component."""
    rows = zip(*_columns(table, "component", *names), strict=True)
    for component, group in groupby(rows, key=lambda row: row[0]):
        yield component, [row[1:] for row in group]


def _spans(
    nodes: list[tuple], edges: list[tuple], cuts: list[tuple], maxima: dict[str, int]
) -> Iterator[tuple[int, int, int]]:
    """Yield (node, component, known_date) of one component, day by day."""
    belongs_to: dict[int, int] = {}
    starts = sorted({known_date for _, _, known_date in cuts})
    for number, start in enumerate([None, *starts]):
        end = starts[number] if number < len(starts) else None
        persons = _Persons(maxima, [cut for cut in cuts if start is not None and cut[2] <= start])
        by_day: dict[int, tuple[list, list]] = defaultdict(lambda: ([], []))
        for node, identifier_type, known_date in nodes:
            if end is None or known_date < end:
                by_day[max(known_date, start or known_date)][0].append((node, identifier_type))
        for left_node, right_node, known_date in edges:
            if end is None or known_date < end:
                by_day[max(known_date, start or known_date)][1].append((left_node, right_node))
        for day in sorted(by_day):
            born, seen = by_day[day]
            for node, identifier_type in born:
                persons.add(node, identifier_type)
            for left_node, right_node in seen:
                persons.join(left_node, right_node)
            for node, component in persons.moved():
                if belongs_to.get(node) != component:
                    belongs_to[node] = component
                    yield node, component, day


class _Persons:
    """Disjoint sets of nodes, each with its oldest node, under the rules that hold."""

    def __init__(self, maxima: dict[str, int], cuts: list[tuple]):
        self._maxima = maxima
        self._alone = {node for node, other_node, _ in cuts if other_node is None}
        # two that are apart are like two of a type of which a person may have one
        self._apart: dict[int, list[tuple]] = defaultdict(list)
        for node, other_node, _ in cuts:
            if other_node is not None:
                self._apart[node].append((node, other_node))
                self._apart[other_node].append((node, other_node))
        self._parent: dict[int, int] = {}
        self._oldest: dict[int, int] = {}
        self._size: dict[int, int] = {}
        self._counts: dict[int, dict[Any, int]] = {}
        # members by what `moved` last called them, so that who stays with the oldest is not looked at again
        self._members: dict[int, dict[int | None, list[int]]] = {}
        self._touched: set[int] = set()

    def add(self, node: int, identifier_type: str) -> None:
        """A person of one node."""
        self._parent[node] = self._oldest[node] = node
        self._size[node] = 1
        self._counts[node] = dict.fromkeys(self._apart.get(node, ()), 1)
        if identifier_type in self._maxima:
            self._counts[node][identifier_type] = 1
        self._members[node] = {None: [node]}
        self._touched.add(node)

    def join(self, left_node: int, right_node: int) -> bool:
        """Make the persons of both nodes one; False where a rule refuses it."""
        if left_node in self._alone or right_node in self._alone:
            return False
        into, of = self._root(left_node), self._root(right_node)
        if into == of:
            return True
        if self._size[into] < self._size[of]:
            into, of = of, into
        counts = self._counts[into]
        for counted, number in self._counts[of].items():
            if counts.get(counted, 0) + number > self._maxima.get(counted, 1):
                return False
        for counted, number in self._counts.pop(of).items():
            counts[counted] = counts.get(counted, 0) + number
        self._parent[of] = into
        self._size[into] += self._size.pop(of)
        self._oldest[into] = min(self._oldest[into], self._oldest.pop(of))
        members = self._members[into]
        for called, nodes in self._members.pop(of).items():
            members.setdefault(called, []).extend(nodes)
        self._touched.discard(of)
        self._touched.add(into)
        return True

    def moved(self) -> Iterator[tuple[int, int]]:
        """Yield (node, its oldest) of the nodes whose oldest may be another than when this was last asked."""
        for root in self._touched:
            oldest, members = self._oldest[root], self._members[root]
            here = members.pop(oldest, [])
            for nodes in members.values():
                for node in nodes:
                    yield node, oldest
                here.extend(nodes)
            self._members[root] = {oldest: here}
        self._touched = set()

    def _root(self, node: int) -> int:
        parent = self._parent
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node
