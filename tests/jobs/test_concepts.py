"""The concepts extractor through the whole engine: files in, a graph with evidence out."""

from pathlib import Path

import pytest

from tests.support.courses import COURSE, extract_concepts, upload
from tests.support.world import World

pytestmark = pytest.mark.slow


async def test_the_sample_course_becomes_a_graph_whose_every_quote_stands_where_it_says(
    world: World,
) -> None:
    person = world.person()
    files = await upload(world, person, *sorted(COURSE.iterdir()))
    async with world.worker(slots=2):
        row = await world.until_ended(await extract_concepts(world, person, files), within=100)
    assert row["status"] == "completed", row
    assert row["summary"]["counts"]["files"] == len(files)
    assert len(row["created_objects"]) == row["summary"]["counts"]["concepts"] > 100
    wrong = world.rows(
        "SELECT e.quote FROM kb.evidence e JOIN kb.file_texts t USING (file_id)"
        " WHERE substr(t.text, e.quote_start + 1, e.quote_end - e.quote_start) <> e.quote"
    )
    assert wrong == []
    bare = world.rows(
        "SELECT o.name FROM kb.objects o WHERE NOT EXISTS"
        " (SELECT FROM kb.evidence e WHERE e.object_id = o.id)"
    )
    assert bare == []
    names = {row["name"] for row in world.rows("SELECT name FROM kb.job_artifacts")}
    assert names == {"graph.json", "concepts.csv", "graph.graphml"}


async def test_two_jobs_that_finish_together_do_not_double_a_concept(world: World) -> None:
    person = world.person()
    one, two = sorted(COURSE.glob("0[67]*"))
    files = await upload(world, person, one, two)
    async with world.worker(slots=2):
        jobs = [await extract_concepts(world, person, [file]) for file in files]
        for job in jobs:
            assert (await world.until_ended(job, within=60))["status"] == "completed"
    doubled = world.rows("SELECT key FROM kb.objects GROUP BY key HAVING count(*) > 1")
    assert doubled == []
    assert world.rows("SELECT version FROM kb.graphs")[0]["version"] == 2
    shared = world.rows(
        "SELECT name FROM kb.objects o WHERE (SELECT count(DISTINCT file_id) FROM kb.evidence e"
        " WHERE e.object_id = o.id) = 2"
    )
    assert shared


async def test_extracting_again_keeps_the_objects_ids_and_doubles_nothing(world: World) -> None:
    person = world.person()
    files = await upload(world, person, *COURSE.glob("07*"))
    async with world.worker(slots=1):
        first = await world.until_ended(await extract_concepts(world, person, files), within=60)
        again = await world.until_ended(await extract_concepts(world, person, files), within=60)
    assert set(first["created_objects"]) == set(again["created_objects"])
    assert world.rows("SELECT count(*) AS n FROM kb.mentions")[0]["n"] == 1


async def test_a_bad_file_fails_alone_with_one_clear_error(world: World, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(next(COURSE.glob("09*.pdf")).read_bytes()[:3000])
    person = world.person()
    files = await upload(world, person, *COURSE.glob("07*"), broken)
    async with world.worker(slots=1):
        job = await extract_concepts(world, person, files)
        row = await world.until_ended(job, within=60)
    assert (row["status"], row["successful_items"], row["failed_items"]) == ("completed", 1, 1)
    failed = [item for item in world.items(job) if item["status"] == "failed"]
    assert failed[0]["label"] == "broken.pdf"
    assert failed[0]["attempts"] == 1  # a bad file is not tried again
    assert "broken.pdf" in failed[0]["error"]["message"]
