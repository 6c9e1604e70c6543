"""The sample course in a test's project."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

from educe.documents.blobs import BlobStore
from educe.documents.uploads import Upload, store_upload
from educe.jobs.submit import NewJob, submit
from tests.support.world import Person, World

COURSE = Path(__file__).parents[2] / "examples" / "course"


async def upload(world: World, person: Person, *paths: Path) -> list[UUID]:
    """Stores the files in the person's project. Returns their ids."""
    blobs = BlobStore.open(world.settings.blob_store_url)
    ids = []
    for path in paths:
        stored = await store_upload(
            lambda: world.api.session(person.id),
            blobs,
            person.project_id,
            Upload(path.name, _chunks(path.read_bytes())),
            limit=world.settings.max_upload_bytes,
            user_id=person.id,
        )
        ids.append(stored.id)
    return ids


async def extract_concepts(world: World, person: Person, file_ids: list[UUID]) -> UUID:
    async with world.api.session(person.id) as session:
        new = NewJob(person.project_id, "concepts", file_ids=file_ids)
        return await submit(session, world.rules, new, user_id=person.id)


async def _chunks(data: bytes) -> AsyncIterator[bytes]:
    yield data
