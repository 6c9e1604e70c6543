"""Evidence: page by page, in a file, and on the pages of PDFs."""

from typing import Any
from uuid import UUID

import pytest

from educe.db.session import Database
from educe.documents.blobs import BlobStore
from educe.documents.boxes import file_boxes
from educe.documents.media import MediaType
from educe.documents.reading import read
from educe.documents.reading.apart import ApartReader
from tests.api.conftest import problem
from tests.documents.making import PROSE, lecture_pdf
from tests.support.api import Api, Tenant
from tests.support.drawing import Drawing

pytestmark = pytest.mark.slow

PDF = lecture_pdf()


@pytest.fixture
def drawing(api: Api, anna: Tenant) -> Drawing:
    return Drawing(api.world, anna.project())


def upload(anna: Tenant, drawing: Drawing, name: str, content: bytes = b"Some words.") -> str:
    return str(anna.upload(str(drawing.project_id), name, content)["id"])


def read_by(anna: Tenant, file_id: str) -> str:
    """The file's text, read for a preview."""
    answer = anna.http.post(f"/api/files/{file_id}/read")
    assert answer.status_code == 200, answer.text
    text: str = anna.client.file_text(file_id)["text"]
    return text


def pages(anna: Tenant, address: str, **wanted: Any) -> list[dict[str, Any]]:
    """All pages' evidence, got two at a time."""
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        answer = anna.http.get(address, params={**wanted, "limit": 2, **cursor})
        assert answer.status_code == 200, answer.text
        found += answer.json()["evidence"]
        if answer.json()["next"] is None:
            assert answer.json()["total"] == len(found)
            return found
        cursor = {"cursor": answer.json()["next"]}


async def test_a_concepts_evidence_is_the_definition_then_the_best(
    anna: Tenant, drawing: Drawing
) -> None:
    one, two = upload(anna, drawing, "one.txt"), upload(anna, drawing, "two.txt")
    tree = drawing.concept("tree")
    for file, start, definition in (
        (one, 40, False),
        (two, 10, False),
        (one, 20, False),
        (one, 20, True),
        (one, 0, False),
    ):
        drawing.evidence(file, start, definition=definition, object_id=tree)
    told = pages(anna, f"/api/concepts/{tree}/evidence")
    assert [(e["file_name"], e["start"]) for e in told] == [
        ("one.txt", 20),
        ("one.txt", 40),
        ("two.txt", 10),
        ("one.txt", 0),
    ]
    first = told[0]
    assert (first["is_definition"], first["quote"], first["page"]) == (True, "at 20", 2)
    assert (first["end"], first["name_start"], first["name_end"]) == (25, 21, 23)
    assert (first["file_id"], first["file_version"], first["match"]) == (one, 1, "verbatim")
    assert (first["concept_id"], first["relationship_id"]) == (str(tree), None)
    assert first["name"] == "tree"
    in_one = pages(anna, f"/api/concepts/{tree}/evidence", file_id=one)
    assert [e["start"] for e in in_one] == [0, 20, 40]


async def test_a_relationships_evidence_names_it(anna: Tenant, drawing: Drawing) -> None:
    file = upload(anna, drawing, "one.txt")
    edge = drawing.relation(drawing.concept("tree"), drawing.concept("graph"))
    for start in (30, 10, 20):
        drawing.evidence(file, start, relationship_id=edge)
    told = pages(anna, f"/api/relationships/{edge}/evidence")
    assert [e["start"] for e in told] == [30, 10, 20]
    assert told[0]["name"] == "tree — IS_A — graph"
    assert told[0]["relationship_id"] == str(edge)


async def test_a_files_evidence_comes_in_the_order_of_its_text(
    anna: Tenant, drawing: Drawing
) -> None:
    file, other = upload(anna, drawing, "one.txt"), upload(anna, drawing, "two.txt")
    tree, graph = drawing.concept("tree"), drawing.concept("graph")
    edge = drawing.relation(tree, graph)
    drawing.evidence(file, 20, object_id=tree)
    drawing.evidence(file, 10, object_id=graph)
    drawing.evidence(file, 10, relationship_id=edge)
    drawing.evidence(file, 10, object_id=tree)
    drawing.evidence(other, 5, object_id=tree)
    told = pages(anna, f"/api/files/{file}/evidence")
    assert [e["start"] for e in told] == [10, 10, 10, 20]
    assert {e["name"] for e in told[:3]} == {"tree", "graph", "tree — IS_A — graph"}
    within = pages(anna, f"/api/files/{file}/evidence", start=15, end=100)
    assert [e["start"] for e in within] == [20]
    assert pages(anna, f"/api/files/{file}/evidence", start=25) == []


async def test_a_new_version_has_its_number(anna: Tenant, drawing: Drawing) -> None:
    upload(anna, drawing, "one.txt")
    second = upload(anna, drawing, "one.txt", b"Other words.")
    tree = drawing.concept("tree")
    drawing.evidence(second, 0, object_id=tree)
    [told] = pages(anna, f"/api/concepts/{tree}/evidence")
    assert told["file_version"] == 2


# on the pages of PDFs


async def test_words_of_a_pdf_have_boxes_on_its_pages(anna: Tenant, drawing: Drawing) -> None:
    file = upload(anna, drawing, "lecture.pdf", PDF)
    text = read_by(anna, file)
    start = text.rindex(PROSE)
    told = anna.http.get(
        f"/api/files/{file}/boxes", params={"start": start, "end": start + len(PROSE)}
    ).json()
    assert (told["state"], told["start"]) == ("placed", start)
    [page] = told["pages"]
    assert page["page"] == 3
    assert (page["width"], page["height"]) == pytest.approx((595.28, 841.89), abs=0.01)
    tops = [box["top"] for box in page["boxes"]]
    assert len(tops) > 2
    assert tops == sorted(tops)
    assert all(0 < box["left"] < box["right"] < 1 for box in page["boxes"])


async def test_a_pdf_read_before_places_were_kept_is_read_once_more(
    api: Api, anna: Tenant, drawing: Drawing
) -> None:
    file = upload(anna, drawing, "lecture.pdf", PDF)
    read_by(anna, file)
    address = f"/api/files/{file}/boxes?start=0&end=6"
    first = anna.http.get(address).json()
    api.world.execute("UPDATE kb.file_texts SET places = NULL WHERE file_id = %s", file)
    assert anna.http.get(address).json() == first
    [row] = api.world.rows("SELECT places FROM kb.file_texts WHERE file_id = %s", file)
    assert bytes(row["places"]) == read(PDF, MediaType.PDF, name="a.pdf").places


async def test_places_of_another_text_are_not_believed(
    api: Api, anna: Tenant, drawing: Drawing
) -> None:
    file = upload(anna, drawing, "lecture.pdf", PDF)
    read_by(anna, file)
    api.world.execute(
        "UPDATE kb.file_texts SET places = NULL, text = 'x' || text WHERE file_id = %s", file
    )
    for _ in range(2):
        told = anna.http.get(f"/api/files/{file}/boxes?start=0&end=6").json()
        assert (told["state"], told["pages"]) == ("unknown", [])
    api.world.execute("UPDATE kb.file_texts SET places = 'PLC1' WHERE file_id = %s", file)
    assert anna.http.get(f"/api/files/{file}/boxes?start=0&end=6").json()["state"] == "unknown"


async def test_a_pdf_that_takes_too_long_is_asked_once(
    api: Api, anna: Tenant, drawing: Drawing
) -> None:
    file = upload(anna, drawing, "lecture.pdf", PDF)
    read_by(anna, file)
    api.world.execute("UPDATE kb.file_texts SET places = NULL WHERE file_id = %s", file)
    database = Database(api.world.database.api_url)
    blobs = BlobStore.open(api.world.settings.blob_store_url)
    for seconds in (0.01, 30.0):
        found = await file_boxes(
            lambda: database.session(anna.id),
            blobs,
            ApartReader(seconds=seconds),
            UUID(file),
            0,
            6,
            user_id=anna.id,
        )
        assert found.state == "unknown"
    await database.close()


async def test_other_files_have_no_pages_to_show(anna: Tenant, drawing: Drawing) -> None:
    file = upload(anna, drawing, "one.txt")
    address = f"/api/files/{file}/boxes"
    problem(anna.http.get(f"{address}?start=0&end=4"), 404, "not-found")  # not read yet
    read_by(anna, file)
    assert anna.http.get(f"{address}?start=0&end=4").json()["state"] == "no_pages"
    for wrong in ("start=5&end=4", "start=0&end=90000", "start=-1&end=4", "start=0"):
        problem(anna.http.get(f"{address}?{wrong}"), 400, "invalid-input")


async def test_a_job_keeps_the_places_of_what_it_reads(
    api: Api, anna: Tenant, drawing: Drawing, worker: None
) -> None:
    file = upload(anna, drawing, "lecture.pdf", PDF)
    job = anna.http.post(
        f"/api/projects/{drawing.project_id}/extractions",
        json={"extractor": "concepts", "config": {}, "file_ids": [file]},
    ).json()["id"]
    assert (await api.world.until_ended(job, within=60))["status"] == "completed"
    [row] = api.world.rows("SELECT places FROM kb.file_texts WHERE file_id = %s", file)
    assert bytes(row["places"]) == read(PDF, MediaType.PDF, name="a.pdf").places
    concept = anna.http.get(f"/api/projects/{drawing.project_id}/concepts").json()["concepts"][0]
    evidence = anna.http.get(f"/api/concepts/{concept['id']}/evidence").json()["evidence"][0]
    told = anna.http.get(
        f"/api/files/{file}/boxes", params={"start": evidence["start"], "end": evidence["end"]}
    ).json()
    assert told["pages"][0]["page"] == evidence["page"]


# windows of long texts

LINES = "\n\n".join(f"Paragraph {n} with a 🌳 in it." for n in range(2000))


async def test_a_window_of_a_text_has_whole_blocks_at_its_ends(
    anna: Tenant, drawing: Drawing
) -> None:
    file = upload(anna, drawing, "long.txt", LINES.encode())
    text = read_by(anna, file)
    whole = anna.http.get(f"/api/files/{file}/text").json()
    assert (whole["start"], whole["end"], whole["length"]) == (0, len(text), len(text))
    middle = text.index("1000 with")
    part = anna.http.get(
        f"/api/files/{file}/text", params={"start": middle, "end": middle + 60}
    ).json()
    assert part["text"] == text[part["start"] : part["end"]]
    assert part["text"].startswith("Paragraph 1000 with")
    assert part["text"].endswith("in it.")
    assert part["length"] == len(text)
    there = [b for b in whole["blocks"] if b["end"] > middle and b["start"] < middle + 60]
    assert part["blocks"] == there
    assert part["title"] == whole["title"]
    rest = anna.http.get(f"/api/files/{file}/text", params={"start": len(text) - 3}).json()
    assert (rest["text"], rest["end"]) == ("Paragraph 1999 with a 🌳 in it.", len(text))
    beyond = anna.http.get(f"/api/files/{file}/text", params={"start": 10**9}).json()
    assert (beyond["text"], beyond["blocks"], beyond["start"]) == ("", [], len(text))


async def test_a_window_is_bounded(anna: Tenant, drawing: Drawing) -> None:
    file = upload(anna, drawing, "long.txt", b"tree " * 100_000)
    text = read_by(anna, file)
    part = anna.http.get(f"/api/files/{file}/text?start=200000&end=200010").json()
    assert len(part["text"]) == 40_010
    assert part["text"] == text[180_000:220_010]
    assert [b["end"] for b in part["blocks"]] == [len(text)]
    for wrong in ("start=5&end=4", "start=0&end=900000", "end=900000", "start=x"):
        problem(anna.http.get(f"/api/files/{file}/text?{wrong}"), 400, "invalid-input")
