"""The concepts extractor: through the whole engine, beside the same code in a bare loop."""

import shutil
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from tests.support.courses import COURSE, extract_concepts, upload
from tests.support.world import Person, World

from bench.world import fresh_world
from educe.documents.media import detect
from educe.documents.reading import read
from educe.extractors.concepts.extract import extract_text
from educe.extractors.concepts.pipeline import load
from educe.extractors.concepts.ranking import rank
from educe.graph.derive import derive


async def measure(*, quick: bool) -> dict[str, float]:
    """Ratios: 1.0 is the bare loop, or one slot."""
    rounds = 1 if quick else 3
    bare, one, two = [], [], []
    with TemporaryDirectory() as folder:
        paths = _copies(Path(folder), 2 if quick else 4)
        load()
        async with fresh_world() as world:
            for _ in range(rounds):
                bare.append(_bare(paths))
                one.append(await _engine(world, paths, slots=1))
                two.append(await _engine(world, paths, slots=2))
        size = sum(len(path.read_bytes()) for path in paths)
    ratio = [b / o for b, o in zip(bare, one, strict=True)]
    gain = [o / t for o, t in zip(one, two, strict=True)]
    return {
        "concepts_files": len(paths),
        "concepts_megabytes": size / 1e6,
        "concepts_bare_seconds": statistics.median(bare),
        "concepts_engine_one_slot_seconds": statistics.median(one),
        "concepts_engine_two_slots_seconds": statistics.median(two),
        "concepts_engine_over_bare": statistics.median(ratio),
        "concepts_two_slots_over_one": statistics.median(gain),
    }


def _copies(folder: Path, times: int) -> list[Path]:
    paths = []
    for n in range(times):
        for path in sorted(COURSE.iterdir()):
            paths.append(folder / f"{path.stem}-{n}{path.suffix}")
            shutil.copy(path, paths[-1])
    return paths


def _bare(paths: list[Path]) -> float:
    began = time.perf_counter()
    found = []
    for path in paths:
        data = path.read_bytes()
        text = read(data, detect(data, path.name), name=path.name)
        found.append(extract_text(text, file_id=str(UUID(int=len(found)))))
    derive(found, limit=300, ranking=rank)
    return time.perf_counter() - began


async def _engine(world: World, paths: list[Path], slots: int) -> float:
    async with world.worker_process(slots=slots):
        await _run(world, world.person(), paths[:12])  # warms every child up
        return await _run(world, world.person(), paths)


async def _run(world: World, person: Person, paths: list[Path]) -> float:
    files = await upload(world, person, *paths)
    row = await world.until_ended(
        # seldom looked at: looking takes time from the two cores, too
        await extract_concepts(world, person, files),
        within=600,
        every=0.5,
    )
    assert row["status"] == "completed", row
    return float((row["completed_at"] - row["created_at"]).total_seconds())
