"""The `concepts` extractor: course files to a concept graph, without a model or a network."""

from collections.abc import AsyncIterator
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from educe.errors import InvalidInput, TooLarge
from educe.extractors.concepts.artifacts import write_artifacts
from educe.extractors.concepts.chunks import chunk_ranges
from educe.extractors.contract import BaseExtractor, Item, JobContext, Source, Summary
from educe.graph.derive import derive
from educe.graph.mentions import PartMentions

_SPLIT_BYTES = 256 * 1024  # smaller files are one item, and are read when that is extracted


class ConceptConfig(BaseModel):
    """What a concept extraction can be told."""

    model_config = ConfigDict(extra="forbid", title="Concept graph")

    max_concepts: int = Field(
        300,
        ge=1,
        le=5000,
        title="Most concepts",
        description="The graph keeps at most so many concepts, the best ones.",
        examples=[100, 300, 1000],
    )


class ConceptItem(Item):
    file_id: UUID
    part: int = 0
    parts: int = 1
    blocks: tuple[int, int] | None = None  # a range of the file's blocks; none: all of them


class ConceptExtractor(BaseExtractor[ConceptConfig, ConceptItem, PartMentions]):
    """Finds concepts, their definitions and relations, each with the words that say so."""

    name = "concepts"
    title = "Concept graph"
    description = (
        "Finds the concepts that files explain, with their definitions and how they relate, each"
        " with the words that say so. It works on this machine alone: without a model, without a"
        " network."
    )
    config = ConceptConfig
    item = ConceptItem
    result = PartMentions
    timeout_seconds = 600.0

    async def plan(self, job: JobContext[ConceptConfig]) -> AsyncIterator[ConceptItem]:
        for source in job.sources:
            for item in await self._items(source, job):
                yield item

    async def _items(self, source: Source, job: JobContext[ConceptConfig]) -> list[ConceptItem]:
        whole = [ConceptItem(label=source.name, file_id=source.file_id)]
        if source.size <= _SPLIT_BYTES:
            return whole
        job.progress(f"Reading {source.name}…")
        try:
            ranges = chunk_ranges(await job.read(source.file_id))
        except (InvalidInput, TooLarge):
            return whole  # its item fails with the reason, and only that item
        return [
            ConceptItem(
                label=f"{source.name}, part {n + 1} of {len(ranges)}",
                file_id=source.file_id,
                part=n,
                parts=len(ranges),
                blocks=blocks,
            )
            for n, blocks in enumerate(ranges)
        ]

    async def extract(self, item: ConceptItem, job: JobContext[ConceptConfig]) -> PartMentions:
        # spaCy takes a second to import: only processes that extract pay for it
        from educe.extractors.concepts.extract import extract_text

        job.progress(f"Reading {item.label}…")
        text = await job.read(item.file_id)
        blocks = range(*item.blocks) if item.blocks else None
        found = extract_text(text, file_id=str(item.file_id), blocks=blocks)
        return PartMentions(part=item.part, parts=item.parts, mentions=found)

    async def finish(
        self, results: AsyncIterator[PartMentions], job: JobContext[ConceptConfig]
    ) -> Summary:
        from educe.extractors.concepts.ranking import rank

        found = [part async for part in results]
        async with job.graph() as graph:
            await graph.record(found)
            derived = derive(
                [mentions async for mentions in graph.mentions()],
                limit=job.config.max_concepts,
                ranking=rank,
            )
            ids = await graph.replace(derived)
            await write_artifacts(job, await graph.snapshot())
        counts = {
            "concepts": len(derived.objects),
            "relations": len(derived.relationships),
            "files": len({part.mentions.file_id for part in found}),
        }
        if not derived.objects:
            return Summary(message="Nothing found: the files name no concepts", counts=counts)
        return Summary(
            message=f"{counts['concepts']:,} concepts, {counts['relations']:,} relations",
            counts=counts,
            discovered_types=tuple(sorted({o.type for o in derived.objects})),
            created_objects=tuple(ids.values()),
        )
