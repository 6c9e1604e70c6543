"""The graph's screen: how long searches and drawings of big graphs take, over HTTP, and what
communities add to storing one.

python -m bench --only graph
"""

import random
import statistics
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx2
import psycopg
from tests.support.drawing import Drawing
from tests.support.world import Person, World

from bench.api_process import api_process
from bench.world import fresh_world
from educe.accounts.secrets import new_secret, secret_hash
from educe.graph import store
from educe.graph.derived import DerivedGraph, DerivedObject, DerivedRelationship
from educe.ids import new_id

LETTERS = "eeeeetttaaaooiinnsshhrrddllcummwfgypbvk"
_chance = random.Random(6)
WORDS = ["".join(_chance.choices(LETTERS, k=_chance.randrange(3, 12))) for _ in range(8_000)]
DRAWN, FOUND = (10_000, 30_000), (100_000, 300_000)  # concepts, relationships
COMMUNITIES = 60


async def measure(*, quick: bool = False) -> dict[str, float]:
    """Milliseconds at the 95th percentile; `regroup_seconds` is the communities' part of
    `replace_seconds`."""
    times = 10 if quick else 40
    async with fresh_world() as world:
        person = world.person()
        drawn, big = Drawing(world, person.project_id), Drawing(world, _project(world, person))
        figures = await _storing(world, person)
        world.execute("DELETE FROM kb.objects")
        ids = _fill(drawn, *DRAWN)
        _fill(big, *(count // 10 for count in FOUND) if quick else FOUND)
        world.execute("ANALYZE kb.objects, kb.relationships, kb.evidence")
        with api_process(world.database.api_url, world.folder) as api:
            address = f"http://127.0.0.1:{api.port}/api"
            with httpx2.Client(base_url=address, headers=_signed_in(world, person)) as http:
                return figures | _asked(http, drawn, ids, times) | _searched(http, big, times)


def _asked(http: httpx2.Client, drawn: Drawing, ids: list[UUID], times: int) -> dict[str, float]:
    chance, project = random.Random(2), f"/projects/{drawn.project_id}"

    def paths() -> dict[str, Any]:
        return {"from": str(chance.choice(ids)), "to": str(chance.choice(ids))}

    return {
        "graph_overview_p95_ms": _p95(lambda: http.get(f"{project}/graph/overview"), times),
        "graph_summary_p95_ms": _p95(lambda: http.get(f"{project}/graph/summary"), times),
        "graph_paths_p95_ms": _p95(
            lambda: http.get(f"{project}/graph/paths", params=paths()), times
        ),
        "graph_neighbourhood_p95_ms": _p95(
            lambda: http.get(f"/concepts/{chance.choice(ids)}/neighbourhood?hops=3&limit=300"),
            times,
        ),
        "graph_concept_p95_ms": _p95(lambda: http.get(f"/concepts/{chance.choice(ids)}"), times),
    }


def _searched(http: httpx2.Client, big: Drawing, times: int) -> dict[str, float]:
    chance, address = random.Random(3), f"/projects/{big.project_id}/concepts"

    def found(length: int) -> Callable[[], httpx2.Response]:
        return lambda: http.get(address, params={"search": _word(chance)[:length]})

    def sorted_by(key: str) -> Callable[[], httpx2.Response]:
        return lambda: http.get(address, params={"sort": key})

    return {
        **{f"graph_search_of_{n}_letters_p95_ms": _p95(found(n), times) for n in (1, 2, 3, 6)},
        **{f"graph_table_by_{k}_p95_ms": _p95(sorted_by(k), times) for k in ("name", "mentions")},
        "graph_table_p95_ms": _p95(sorted_by("centrality"), times),
    }


def _p95(ask: Callable[[], httpx2.Response], times: int) -> float:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        answer = ask()
        taken.append(1000 * (time.perf_counter() - began))
        assert answer.status_code == 200, answer.text
    return statistics.quantiles(taken, n=20)[-1]


def _fill(drawing: Drawing, concepts: int, relations: int) -> list[UUID]:
    chance = random.Random(1)
    ids = drawing.concepts(
        [
            (
                f"{_name(chance)} {n}",
                round(chance.random() ** 3, 6),
                {
                    "aliases": [_name(chance)] if n % 4 == 0 else [],
                    "definition": " ".join(_word(chance) for _ in range(20)) if n % 2 else None,
                    "community": n % COMMUNITIES,
                    "mentions": chance.randrange(1, 50),
                },
            )
            for n in range(concepts)
        ]
    )
    drawing.relations(
        [
            (ids[a], ids[b], round(chance.random(), 4), "IS_A")
            for a, b in _pairs(concepts, relations)
        ]
    )
    return ids


async def _storing(world: World, person: Person) -> dict[str, float]:
    """What a job's end spends on writing a graph anew, and on its communities alone."""
    chance = random.Random(4)
    objects = [
        DerivedObject(f"concept:{n}", _name(chance), "Concept", (), None, 1, 0.5, 3, 1, ())
        for n in range(DRAWN[0])
    ]
    edges = [
        DerivedRelationship(f"concept:{a}", f"concept:{b}", "IS_A", chance.random(), 1, ())
        for a, b in _pairs(*DRAWN)
    ]
    spent: list[float] = []
    regroup = store.regroup

    async def timed(*given: Any) -> None:
        began = time.perf_counter()
        await regroup(*given)
        spent.append(time.perf_counter() - began)

    store.regroup = timed  # type: ignore[assignment]
    connection = await psycopg.AsyncConnection.connect(world.database.worker_url)
    async with connection:
        project = person.project_id
        await connection.execute("SELECT set_config('educe.project_id', %s, false)", [str(project)])
        kept = store.GraphStore(connection, project, "concepts", new_id())
        await kept.lock()
        began = time.perf_counter()
        await kept.replace(DerivedGraph(tuple(objects), tuple(edges), ()))
        whole = time.perf_counter() - began
    store.regroup = regroup
    return {"graph_replace_seconds": whole, "graph_regroup_seconds": spent[0]}


def _pairs(concepts: int, relations: int) -> list[tuple[int, int]]:
    """Mostly within a community, and more of them at the first concepts than at the others."""
    chance = random.Random(5)
    found: set[tuple[int, int]] = set()
    while len(found) < relations:
        one = int(concepts * chance.random() ** 2)
        other = int(concepts * chance.random() ** 2)
        if chance.random() < 0.8:
            other = min(concepts - 1, other - other % COMMUNITIES + one % COMMUNITIES)
        if one != other:
            found.add((one, other))
    return sorted(found)


def _name(chance: random.Random) -> str:
    return " ".join(_word(chance) for _ in range(chance.randrange(1, 4)))


def _word(chance: random.Random) -> str:
    return chance.choice(WORDS)


def _project(world: World, person: Person) -> UUID:
    made = new_id()
    world.execute(
        "INSERT INTO kb.projects (id, organization_id, name) VALUES (%s, %s, 'Big')",
        made,
        person.organization_id,
    )
    return made


def _signed_in(world: World, person: Person) -> dict[str, str]:
    token = new_secret("token")
    world.execute(
        "INSERT INTO kb.credentials (id, user_id, kind, secret_hash) VALUES (%s, %s, 'token', %s)",
        new_id(),
        person.id,
        secret_hash(token),
    )
    return {"Authorization": f"Bearer {token}"}
