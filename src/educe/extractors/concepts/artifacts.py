"""The files that a concept extraction leaves: graph.json, concepts.csv, graph.graphml."""

from typing import Any

from educe.extractors.contract import JobContext
from educe.graph.concepts_csv import to_csv
from educe.graph.graphml import to_graphml
from educe.graph.snapshot import GraphSnapshot


async def write_artifacts(job: JobContext[Any], graph: GraphSnapshot) -> None:
    """Adds them to the job's results."""
    data = graph.model_dump_json(indent=2).encode()
    await job.artifact("graph.json", "application/json", data)
    await job.artifact("concepts.csv", "text/csv; charset=utf-8", to_csv(graph))
    await job.artifact("graph.graphml", "application/graphml+xml", to_graphml(graph))
