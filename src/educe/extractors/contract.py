"""What an extractor is: the plugin contract.

An extractor plans items, extracts each into a result, and finishes: it merges the results. Educe
runs it in a child process, stores each result as a checkpoint, retries what failed for a passing
reason, and ends the process to cancel it. So `extract` may run more than once for an item; it must
have no effect outside its result.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import IO, TYPE_CHECKING, Any, ClassVar, Generic, Literal, Protocol, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from educe.documents.model import Text
from educe.graph.derived import DerivedGraph
from educe.graph.mentions import FileMentions, PartMentions
from educe.graph.snapshot import GraphSnapshot

if TYPE_CHECKING:  # what few extractors ask for isn't loaded for the others
    from educe.articles.store import ArticleStore
    from educe.fetching.fetching import Page
    from educe.fetching.resolving import Resolver
    from educe.mailboxes.memory import Memory
    from educe.mailboxes.messages import Source as MailSource

ConfigT = TypeVar("ConfigT", bound=BaseModel)
ConfigT_co = TypeVar("ConfigT_co", bound=BaseModel, covariant=True)
ItemT = TypeVar("ItemT", bound="Item")
ResultT = TypeVar("ResultT", bound=BaseModel)


class Item(BaseModel):
    """The unit of work, checkpoint and counting. Subclass it with what `extract` needs."""

    model_config = ConfigDict(frozen=True)

    label: str  # what people see: "notes.pdf, part 2 of 5"


class Summary(BaseModel):
    """What a finished job says of itself."""

    message: str  # one line: "85 concepts, 214 relations"
    counts: dict[str, int] = {}
    discovered_types: tuple[str, ...] = ()
    created_objects: tuple[UUID, ...] = ()


class Source(BaseModel):
    """A file that the job reads."""

    model_config = ConfigDict(frozen=True)

    file_id: UUID
    name: str
    media_type: str
    size: int  # bytes
    sha256: str


class Step(BaseModel):
    """A part of each item's work that people can follow: "Resolve links", 12 of 40.

    `done` and `total` name what results count: each result may have a field `counts`, a dict of
    whole numbers by name, and the job's counts are their sums. `processed` and `items` stand for
    the job's own counters."""

    model_config = ConfigDict(frozen=True)

    name: str  # "resolve"
    title: str  # "Resolve links"
    done: str
    total: str | None = None  # None: nobody knows how many there will be


class RetryPolicy(BaseModel):
    """How often and when an item that failed for a passing reason runs again."""

    model_config = ConfigDict(frozen=True)

    max_attempts: int = 4
    base_seconds: float = 2.0  # before the second attempt; doubled for each further one
    cap_seconds: float = 300.0
    retry_after_cap_seconds: float = 3600.0  # the longest wait that another side may ask for


#: who does the work: Educe's workers, or a program outside that reports what it does
Runner = Literal["worker", "external"]


class GraphWriter(Protocol):
    """The project's graph, locked for this job until the job has ended."""

    async def record(self, found: Sequence[PartMentions]) -> None:
        """Stores mentions. They replace what the same extractor knew of the same parts."""

    def mentions(self) -> AsyncIterator[FileMentions]:
        """All mentions of the project by this extractor, of this job and of earlier ones."""
        ...

    async def replace(self, graph: DerivedGraph) -> dict[str, UUID]:
        """Makes this the extractor's part of the graph. Returns object ids by object key; an object
        keeps its id from one version to the next."""
        ...

    async def snapshot(self) -> GraphSnapshot:
        """The project's graph as it is now, with the best evidence of each thing."""
        ...


class JobContext(Protocol[ConfigT_co]):
    """What an extractor can ask of the job that it runs for."""

    @property
    def job_id(self) -> UUID: ...

    @property
    def project_id(self) -> UUID: ...

    @property
    def config(self) -> ConfigT_co: ...

    @property
    def sources(self) -> Sequence[Source]: ...

    async def read(self, file_id: UUID) -> Text:
        """The file's text and blocks; read once, then stored.

        Raises UnreadableFile or TooLarge, which fail the item that asked."""
        ...

    def progress(self, message: str) -> None:
        """Tells people what is being done: "Resolving links…". Cheap; shown when it may be."""

    def warn(self, message: str) -> None:
        """Leaves a warning in the job's history: "Page 3 has no text …"."""

    def mailbox(self, mailbox_id: UUID) -> "AbstractAsyncContextManager[MailSource]":
        """A mailbox of the job's project, for one item at a time: others wait while the context is
        open. Its connection is kept for the next.

        A mailbox that isn't there, or doesn't let us in, fails the job with what to do about it."""
        ...

    def mail_file(self, file_id: UUID) -> "AbstractAsyncContextManager[MailSource]":
        """The mails in a file that the job reads, likewise for one item at a time.

        Raises InvalidInput when it is no file of mails; UnreadableFile, TooLarge."""
        ...

    @property
    def memory(self) -> "Memory":
        """Which messages were processed. In `finish` it is written when the job has ended, or not
        at all; before, at once."""
        ...

    @property
    def resolver(self) -> "Resolver":
        """Where links lead, as known to the project."""
        ...

    async def page(
        self, url: str, *, max_bytes: int = 2_000_000, deny: Iterable[str] = ()
    ) -> "Page":
        """What an address answers with, through redirects, up to so many bytes. `deny`: addresses
        that are never asked. Raises FetchFailed."""
        ...

    @property
    def articles(self) -> "ArticleStore":
        """What the project knows of newsletters and articles; written as `memory` is."""
        ...

    def graph(self) -> AbstractAsyncContextManager[GraphWriter]:
        """For `finish` only. What is written shows when the job has ended, or not at all."""
        ...

    async def artifact(self, name: str, media_type: str, data: bytes | IO[bytes]) -> None:
        """For `finish` only. Adds a file to the job's results, under a name unique in the job. An
        open file is stored from its beginning, a part at a time."""

    async def keep(self, name: str, media_type: str, data: bytes) -> None:
        """For `extract` only. Adds a file of this item to the job's results, under a name unique in
        the job. It shows when the job has ended; when the item runs again, what it keeps under the
        same name replaces this."""

    async def failed_items(self) -> list[Any]:
        """For `finish`: the items of the plan that have no result, in the plan's order."""
        ...


class Extractor(Protocol[ConfigT, ItemT, ResultT]):
    """The contract. Use `BaseExtractor` for its defaults."""

    name: ClassVar[str]
    title: ClassVar[str]
    config: type[ConfigT]
    item: type[ItemT]
    result: type[ResultT]
    runner: Runner
    concurrency: int
    timeout_seconds: float
    retry: RetryPolicy

    def plan(self, job: JobContext[ConfigT]) -> AsyncIterator[ItemT]: ...

    async def extract(self, item: ItemT, job: JobContext[ConfigT]) -> ResultT: ...

    async def finish(
        self, results: AsyncIterator[ResultT], job: JobContext[ConfigT]
    ) -> Summary: ...


AnyExtractor = Extractor[Any, Any, Any]


class BaseExtractor(Generic[ConfigT, ItemT, ResultT]):
    """The contract's defaults, for extractors that are bound by the processor."""

    description: ClassVar[str] = ""  # a sentence or two, for those who choose an extractor
    steps: tuple[Step, ...] = ()  # the parts of the work that people can follow
    runner: Runner = "worker"
    concurrency: int = 1  # items at a time in one process; more for those that wait for others
    timeout_seconds: float = 300.0  # for one item
    retry: RetryPolicy = RetryPolicy()

    def check(self, config: ConfigT, sources: int) -> None:
        """What the config alone can't say: whether it can be run over so many files. Asked before a
        job is submitted. Raises InvalidConfig or InvalidInput."""


def steps_of(extractor: AnyExtractor) -> tuple[Step, ...]:
    """The parts of its work; empty when it tells of none."""
    return tuple(getattr(extractor, "steps", ()))
