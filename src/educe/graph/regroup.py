"""Which community each object of a project belongs to, as its relationships now say."""

from uuid import UUID

from psycopg import AsyncConnection

from educe.graph.communities import find_communities, keep_numbers


async def regroup(connection: AsyncConnection, project_id: UUID) -> None:
    """Stores the communities of all the project's objects, whichever extractor found them. Call it
    under the project's lock, when relationships have changed."""
    # by what they are, not by their ids: the same files make the same communities everywhere
    cursor = await connection.execute(
        "SELECT id, community FROM kb.objects WHERE project_id = %s ORDER BY extractor, type, key",
        [project_id],
    )
    objects = await cursor.fetchall()
    places = {id_: place for place, (id_, _) in enumerate(objects)}
    cursor = await connection.execute(
        "SELECT source_id, target_id, confidence FROM kb.relationships WHERE project_id = %s",
        [project_id],
    )
    links = [(places[one], places[other], sure) for one, other, sure in await cursor.fetchall()]
    before = {place: number for place, (_, number) in enumerate(objects) if number is not None}
    now = keep_numbers(find_communities(sorted(links)), before)
    changed = [
        (id_, now.get(place))
        for place, (id_, number) in enumerate(objects)
        if now.get(place) != number
    ]
    if changed:
        await connection.execute(
            "UPDATE kb.objects o SET community = n.community"
            " FROM unnest(%s::uuid[], %s::int[]) n (id, community) WHERE o.id = n.id",
            [list(column) for column in zip(*changed, strict=True)],
        )
