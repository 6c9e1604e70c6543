"""The packages that are made of a clean clone have the user interface, without Node on PATH."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import build_ui

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The source as it would be committed now."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    made = tmp_path / "clone"
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, made / name)
    return made


@pytest.fixture
def without_node(tmp_path: Path) -> dict[str, str]:
    """An environment whose PATH leads to a shell and nothing else."""
    programs = tmp_path / "bin"
    programs.mkdir()
    shell = shutil.which("sh")
    assert shell is not None
    (programs / "sh").symlink_to(shell)
    clean = {k: v for k, v in os.environ.items() if not k.startswith("EDUCE_")}
    return {**clean, "PATH": str(programs)}


def test_a_clean_clones_packages_hold_the_user_interface(
    clone: Path, without_node: dict[str, str], tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "uv", "build", "--python", sys.executable, "-o", str(tmp_path)],
        cwd=clone,
        env=without_node,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    # the wheel is made of the source distribution, which has the user interface already
    assert done.stderr.count("Building the user interface") == 1, done.stderr
    [wheel] = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "educe/ui/index.html" in names
    for suffix in (".js", ".js.gz", ".js.br", ".css"):
        assert any(n.startswith("educe/ui/assets/") and n.endswith(suffix) for n in names), suffix
    assert not [name for name in names if name.startswith("web/") or "node_modules" in name]
    [source] = tmp_path.glob("*.tar.gz")
    with tarfile.open(source) as packed:
        packed_names = packed.getnames()
    assert any(name.endswith("/web/package-lock.json") for name in packed_names)
    assert not [name for name in packed_names if "node_modules" in name or "/generated/" in name]


def test_a_build_that_is_not_wanted_is_left_out(
    clone: Path, without_node: dict[str, str], tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "uv", "build", "--wheel", "-o", str(tmp_path)]
    environment = {**without_node, build_ui.SKIP: "1"}
    subprocess.run(command, cwd=clone, env=environment, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    assert not [n for n in zipfile.ZipFile(wheel).namelist() if n.startswith("educe/ui/")]


def test_the_lock_of_npms_packages_says_what_and_not_where_from() -> None:
    lock = (build_ui.WEB / "package-lock.json").read_text()
    assert '"integrity"' in lock
    assert '"resolved"' not in lock


def test_a_change_of_a_source_makes_the_user_interface_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    web, built = tmp_path / "web", tmp_path / "ui"
    monkeypatch.setattr(build_ui, "WEB", web)
    monkeypatch.setattr(build_ui, "BUILT", built)
    monkeypatch.setattr(build_ui, "_STAMP", built / ".stamp")
    (web / "src").mkdir(parents=True)
    (web / "src" / "main.ts").write_text("1")
    assert not build_ui.is_fresh()
    built.mkdir()
    (built / "index.html").touch()
    (built / ".stamp").write_text(build_ui.sources_hash() + "\n")
    assert build_ui.is_fresh()
    (web / "node_modules" / "x").mkdir(parents=True)
    (web / "node_modules" / "x" / "x.js").touch()
    assert build_ui.is_fresh()
    (web / "src" / "main.ts").write_text("2")
    assert not build_ui.is_fresh()


def test_npm_that_fails_says_why_and_how_to_go_on_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_ui, "WEB", tmp_path)
    (tmp_path / "package.json").write_text(
        '{"scripts": {"build": "echo the cause; echo ENOTFOUND; exit 3"}}'
    )
    with pytest.raises(build_ui.BuildError) as told:
        build_ui.run_npm("run", "build", quiet=True)
    assert "the cause" in str(told.value)
    assert "registry can't be reached" in str(told.value)
    assert f"{build_ui.SKIP}=1" in str(told.value)
