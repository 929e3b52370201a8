"""As whom Postgres runs: it refuses root, so that root hands it over to `nobody`, who must reach its files."""

from __future__ import annotations

import os
import pwd
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from local.errors import StackError
from local.programs import postgres_package, postgres_version

COPIES = Path("/var/cache/pixio-starter")
LEAVE_OUT = shutil.ignore_patterns("*.a", "pkgconfig")


@dataclass(frozen=True)
class Account:
    """User and group ids to change to; None to stay who we are."""

    user: int | None = None
    group: int | None = None


def postgres_account() -> Account:
    """`nobody` for root, nobody else for anyone else."""
    if os.geteuid() != 0:
        return Account()
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def reachable_package(account: Account) -> Path:
    """Postgres where the account can run it: the installed package, else a copy that is open to everyone.

    Raises:
        StackError: if no copy can be made.
    """
    package = postgres_package()
    if account.user is None or is_open_to_all(package / "bin" / "postgres"):
        return package
    copy = COPIES / f"postgres-{postgres_version()}"
    if not copy.exists():
        _copy_package(package, copy)
    return copy


def is_open_to_all(program: Path) -> bool:
    """Whether any user may run this program: it, and each folder above it."""
    return all(path.stat().st_mode & 0o001 for path in (program, *program.parents))


def _copy_package(package: Path, copy: Path) -> None:
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.parent.chmod(0o755)
        half_done = Path(tempfile.mkdtemp(dir=copy.parent))
        shutil.copytree(package, half_done, symlinks=True, ignore=LEAVE_OUT, dirs_exist_ok=True)
        _open_to_all(half_done)
        half_done.rename(copy)
    except OSError as error:
        if not copy.exists():
            raise StackError(
                f"Postgres refuses root and its user cannot enter {package}; copying it to {copy} failed: {error}"
            ) from error
        shutil.rmtree(half_done, ignore_errors=True)


def _open_to_all(folder: Path) -> None:
    """Give everyone the owner's rights to read and run."""
    for path in (folder, *folder.rglob("*")):
        mode = path.stat().st_mode
        owners = (mode & 0o500) >> 6
        path.chmod(mode | owners | owners << 3)
