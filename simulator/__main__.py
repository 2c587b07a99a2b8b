"""Command line of the simulator: `python -m simulator --help`."""

import argparse
from datetime import date

from simulator import Config, simulate, write
from simulator.config import SOURCES


def parser() -> argparse.ArgumentParser:
    """The command line; its defaults are those of `Config`."""
    usual = Config()
    p = argparse.ArgumentParser(
        prog="python -m simulator",
        description="Invent a subscription media company: export its raw tables and the truth behind them.",
        epilog="Dates are YYYY-MM-DD. The same options give the same bytes; more --days only add raw rows.",
    )
    size = p.add_argument_group("size")
    size.add_argument("--people", type=int, default=usual.people, help="people who ever appear (%(default)s)")
    size.add_argument("--days", type=int, default=usual.days, help="days to live through (%(default)s)")
    size.add_argument("--start", type=date.fromisoformat, default=usual.start, help="first day (%(default)s)")
    size.add_argument(
        "--seed", type=int, default=usual.seed, help="another seed, another world (%(default)s)"
    )
    size.add_argument("--out", default="seeds/demo", help="folder for the Parquet files (%(default)s)")
    size.add_argument(
        "--continuations",
        type=int,
        default=usual.continuations,
        help="simulated continuations behind each true propensity; 0 for none (%(default)s)",
    )
    untidy = p.add_argument_group("mess")
    untidy.add_argument(
        "--noise",
        type=float,
        default=usual.noise,
        help="scales junk ids, lost cookies and untidy addresses; 0 for none (%(default)s)",
    )
    untidy.add_argument(
        "--duplicate-share", type=float, default=usual.duplicate_share, help="rows sent twice (%(default)s)"
    )
    untidy.add_argument(
        "--late-share",
        type=float,
        default=usual.late_share,
        help="rows loaded one to six days late (%(default)s)",
    )
    scenario = p.add_argument_group("scenarios (off unless given; nothing changes before their date)")
    scenario.add_argument(
        "--new-event", type=date.fromisoformat, help="from here the site sends podcast_followed"
    )
    scenario.add_argument(
        "--new-source", type=date.fromisoformat, help="from here survey_responses is exported"
    )
    scenario.add_argument(
        "--rename", type=date.fromisoformat, help="from here page_viewed is called page_view"
    )
    scenario.add_argument(
        "--shift", type=date.fromisoformat, help="from here other things drive cancelling and reading"
    )
    scenario.add_argument("--outage-source", choices=SOURCES, help="table that loses the rows of an outage")
    scenario.add_argument("--outage-from", type=date.fromisoformat, help="first day of the outage")
    scenario.add_argument("--outage-to", type=date.fromisoformat, help="day after the last of the outage")
    scenario.add_argument(
        "--outage-late", action="store_true", help="load those rows after the outage instead"
    )
    return p


def main() -> None:
    """Simulate and write, as the command line says."""
    p = parser()
    options = vars(p.parse_args())
    out = options.pop("out")
    try:
        config = Config(**options)
    except ValueError as problem:
        p.error(str(problem))
    tables = simulate(config)
    write(tables, out)
    for name, table in tables.items():
        print(f"{name:32}{table.num_rows:>10,} rows")


if __name__ == "__main__":
    main()
