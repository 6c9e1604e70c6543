"""The documentation is true: its example runs, its tables are whole, its links lead somewhere."""

import importlib
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import educe
from educe.errors import EduceError
from educe.extractors.contract import Extractor
from educe.extractors.registry import Registry
from educe.settings import Settings

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", *DOCS.rglob("*.md")])
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def code_block(page: str, first_line: str) -> str:
    """The fenced block that begins with this line."""
    blocks: list[str] = [body for _, body in FENCED.findall((DOCS / page).read_text())]
    return next(body for body in blocks if body.startswith(first_line + "\n"))


def rows(page: str) -> dict[str, list[str]]:
    """The cells of all tables of a page, by the name in backticks that a row begins with."""
    found = {}
    for line in (DOCS / page).read_text().splitlines():
        if line.startswith("| `"):
            cells = [cell.strip() for cell in line.strip("|").split(" | ")]
            found[cells[0].strip().strip("`")] = [cell.strip(" |") for cell in cells[1:]]
    return found


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The example extractor, imported as a module of its own."""
    for name in ("words", "test_words"):
        page = code_block("writing-an-extractor.md", f"# {name}.py")
        (tmp_path / f"{name}.py").write_text(page)
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    yield importlib.import_module("words")
    for name in ("words", "test_words"):
        sys.modules.pop(name, None)


def test_the_example_extractor_has_all_that_the_contract_asks_for(example: ModuleType) -> None:
    made = example.WordsExtractor()
    for attribute in inspect.get_annotations(Extractor):
        assert hasattr(made, attribute), attribute
    methods = [name for name, value in vars(Extractor).items() if inspect.isfunction(value)]
    for method in (name for name in methods if not name.startswith("_")):
        theirs = inspect.signature(getattr(Extractor, method)).parameters
        ours = inspect.signature(getattr(type(made), method)).parameters
        assert list(ours) == list(theirs), method
    assert inspect.isasyncgenfunction(made.plan)
    assert inspect.iscoroutinefunction(made.extract)
    assert inspect.iscoroutinefunction(made.finish)


def test_the_example_extractor_can_be_named_in_the_setting(example: ModuleType) -> None:
    registry = Registry(["words:WordsExtractor"])
    assert registry.get("words").title == "Word count"
    assert registry.validate("words", {"shortest": 5}) == example.WordsConfig(shortest=5)
    described = example.WordsConfig.model_json_schema()["properties"].values()
    assert all(field["description"] for field in described)


def test_the_examples_own_test_passes(example: ModuleType) -> None:
    importlib.import_module("test_words").test_words_are_counted_for_each_file()


async def test_the_example_extractor_fails_an_item_without_words(example: ModuleType) -> None:
    job = importlib.import_module("test_words").ScriptedJob(example.WordsConfig(), a="a b c")
    extractor: Any = example.WordsExtractor()
    items = [item async for item in extractor.plan(job)]
    assert [item.label for item in items] == ["a"]
    with pytest.raises(example.PermanentError, match="no word of 4 letters"):
        await extractor.extract(items[0], job)


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_documented_with_its_default(name: str) -> None:
    shown, meaning = rows("settings.md")[f"EDUCE_{name.upper()}"]
    field = Settings.model_fields[name]
    assert len(meaning) > 10
    if field.default_factory is list or field.default is None:
        assert shown == "none"
    elif field.default_factory is None:
        default = field.default
        told = f"{default:g}" if isinstance(default, float) else str(default)
        assert shown.startswith(f"`{told}`")


def test_no_setting_is_documented_that_there_is_not() -> None:
    there_are = {f"EDUCE_{name.upper()}" for name in Settings.model_fields}
    assert set(rows("settings.md")) == there_are
    there_are |= {"EDUCE_SKIP_UI", "EDUCE_REQUIRE_BROWSER"}  # of the build and the tests
    for page in PAGES:
        named = set(re.findall(r"\bEDUCE_[A-Z][A-Z_]*[A-Z]", page.read_text()))
        assert named <= there_are, page


def _import_all_with_slugs() -> None:
    source = Path(educe.__file__).parent
    for path in source.rglob("*.py"):
        if re.search(r"^    slug\b", path.read_text(), re.MULTILINE):
            importlib.import_module(".".join(path.relative_to(source.parent).with_suffix("").parts))


def _kinds(kind: type[EduceError]) -> Iterator[type[EduceError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds(below)


def test_every_error_is_documented_with_its_status() -> None:
    _import_all_with_slugs()
    documented = rows("errors.md")
    for kind in _kinds(EduceError):
        if not kind.__module__.startswith("educe."):
            continue  # made by a test
        cells = documented[kind.slug]
        if not kind.__module__.startswith("educe.extractors"):
            assert cells[0] == str(kind.status), kind


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = FENCED.sub("", page.read_text())
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), target
        if anchor and there.suffix == ".md":
            assert anchor in _anchors(there.read_text()), target


def _anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", text), re.MULTILINE)
    made = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return made | set(re.findall(r'<a id="([^"]+)">', text))


def test_every_page_is_reached_from_the_index() -> None:
    reached, todo = set(), [DOCS / "index.md"]
    while todo:
        page = todo.pop()
        if page in reached:
            continue
        reached.add(page)
        targets = re.findall(r"\]\(([^)#:\s]+\.md)", page.read_text())
        todo += [(page.parent / target).resolve() for target in targets]
    missing = set(DOCS.rglob("*.md")) - reached
    assert not missing
