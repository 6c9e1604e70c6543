"""python -m bench.competitors.driver with_rq fill 2000 | with_rq starts 30"""

import json
import os
import random
import sys
import time
from importlib import import_module
from typing import Any

from bench.competitors import marks

_LONGEST_PAUSE = 0.55  # longer than anybody's poll, so that a job meets every phase of it


def starts(system: Any, n: int) -> list[float]:
    """Seconds from before the submit until the function was entered, of single jobs on an idle
    system."""
    submit, path = system.submitter(), os.environ[marks.FILE]
    waits, begun = [], marks.count(path)
    for turn in range(n + 3):
        time.sleep(random.uniform(0.05, _LONGEST_PAUSE))
        submitted = time.time()
        submit()
        begun += 1
        marks.wait(path, begun, within=30)
        if turn >= 3:  # the first ones connect
            waits.append(marks.read(path)[-1] - submitted)
    return waits


if __name__ == "__main__":
    _, name, what, number = sys.argv
    module = import_module(f"bench.competitors.{name}")
    if what == "fill":
        module.fill(int(number))
    else:
        json.dump(starts(module, int(number)), sys.stdout)
