"""How right the persons of a build are beside what only the simulator knows, over seeds and amounts of noise.

Identifiers that the simulator gives to several humans, as a shared tablet's, are right with each of them.

    .venv/bin/python -m benchmarks.identity_accuracy --people 40000 --days 180 --seeds 1 2 3 4 5 --noise 1 3
"""

import argparse
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from simulator import Config, simulate

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tests" / "python"))


def quality(
    owners: dict[str, set[str]], persons: dict[str, str], edges: list[tuple[str, str]]
) -> dict[str, float]:
    """Pairwise precision, recall among pairs that could be known, and the share of pure persons.

    `owners` has the humans of each identifier, `persons` the person of ours. Two identifiers can be known to
    be one human's if a path of edges leads from one to the other whose identifiers are all that human's. A
    pair counts once for every human whose it is; a person is pure if one human has all of its identifiers.
    """
    members = defaultdict(list)
    for identifier, person in persons.items():
        if identifier in owners:
            members[person].append(identifier)
    pairs = right = pure = 0
    for group in members.values():
        pairs += len(group) * (len(group) - 1) // 2
        kinds = Counter(frozenset(owners[identifier]) for identifier in group)
        pure += bool(frozenset.intersection(*kinds))
        right += sum(n * (n - 1) // 2 for n in kinds.values())
        sets = list(kinds)
        right += sum(
            kinds[a] * kinds[b] for place, a in enumerate(sets) for b in sets[:place] if not a.isdisjoint(b)
        )
    nodes = {(human, identifier) for identifier, humans in owners.items() for human in humans}
    number = {node: place for place, node in enumerate(sorted(nodes))}
    links = [
        (number[human, left], number[human, right_])
        for left, right_ in edges
        for human in owners.get(left, set()) & owners.get(right_, set())
    ]
    left, right_ = np.array(links).T
    graph = coo_array((np.ones(len(links), bool), (left, right_)), shape=(len(number), len(number)))
    labels = connected_components(graph, directed=False)[1]
    connectable = defaultdict(Counter)
    for (_, identifier), place in number.items():
        connectable[labels[place]][persons.get(identifier, identifier)] += 1
    possible = sum(n * (n - 1) // 2 for n in (sum(c.values()) for c in connectable.values()))
    found = sum(n * (n - 1) // 2 for c in connectable.values() for n in c.values())
    return {
        "precision": right / pairs,
        "recall": found / possible,
        "pure": pure / len(members),
        "persons": len(members),
        "largest": max(map(len, members.values())),
    }


VARIANTS = {"as by default": {}, "without limits": {"identifier_types": {}}}


def measure(config: Config, folder: Path) -> Iterator[dict]:
    """Build identity on a simulated company and hold it against the truth, once for each of VARIANTS."""
    from conftest import Company, write_raw

    tables: dict[str, pa.Table] = simulate(config)
    owners = defaultdict(set)
    truth = tables["truth/identities"]
    for identifier, human in zip(*(truth[name].to_pylist() for name in truth.column_names), strict=True):
        owners[identifier].add(human)
    write_raw(tables, folder / "raw")
    for variant, settings in VARIANTS.items():
        company = Company(folder, settings={"predictions": {}, "as_of_date": str(config.as_of), **settings})
        company.run("+person_identifiers +rejected_edges")
        persons = dict(
            company.query(
                "select identifier, person_id from identity.person_identifiers where valid_to is null"
            )
        )
        edges = company.query("select left_identifier, right_identifier from staging.identity_edges")
        refused = company.query(
            "select rule, count(*) from identity.rejected_edges group by rule order by rule"
        )
        yield {
            "variant": variant,
            **quality(owners, persons, edges),
            "edges": len(edges),
            "refused": dict(refused),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=40_000)
    parser.add_argument("--days", type=int, default=180)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--noise", type=float, nargs="+", default=[1, 3])
    options = parser.parse_args()
    rows = []
    print("| noise | seed | limits | precision | recall | pure persons | largest | edges | refused |")
    print("|---" * 9 + "|")
    for noise in options.noise:
        for seed in options.seeds:
            config = Config(people=options.people, days=options.days, seed=seed, noise=noise, continuations=0)
            with tempfile.TemporaryDirectory() as folder:
                for row in measure(config, Path(folder)):
                    rows.append({"noise": noise, "seed": seed, **row})
                    print(
                        f"| {noise:g} | {seed} | {row['variant']} | {row['precision']:.5f} "
                        f"| {row['recall']:.4f} | {row['pure']:.4f} | {row['largest']} | {row['edges']:,} "
                        f"| {', '.join(f'{count} {rule}' for rule, count in row['refused'].items())} |",
                        flush=True,
                    )
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
