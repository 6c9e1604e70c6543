import argparse
import asyncio
import random
import sys
import tempfile
from pathlib import Path

from tests.faults.soak.running import Plan, soak
from tests.faults.soak.telling import told
from tests.support.clusters import forget_clusters


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--seed", type=int, default=random.randrange(10_000))
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--patience", type=float, default=1.0)
    given = parser.parse_args()
    plan = Plan(given.seed, given.minutes * 60, given.workers, patience=given.patience)
    print(f"Soaking for {given.minutes:g} minutes, seed {given.seed}…", flush=True)
    with tempfile.TemporaryDirectory(prefix="educe-soak-") as folder:
        try:
            findings = asyncio.run(soak(plan, Path(folder)))
        finally:
            forget_clusters(Path(folder))
    print(told(findings))
    return 1 if findings.complaints else 0


if __name__ == "__main__":
    sys.exit(main())
