"""The user that Postgres runs as: it refuses root, so for root it is `nobody`, who must be able to read its files."""

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
class SystemUser:
    """User and group ids to run Postgres as; None for those of this process."""

    user: int | None = None
    group: int | None = None


def postgres_user() -> SystemUser:
    """Return the user `nobody` if this process runs as root."""
    if os.geteuid() != 0:
        return SystemUser()
    nobody = pwd.getpwnam("nobody")
    return SystemUser(nobody.pw_uid, nobody.pw_gid)


def runnable_package(user: SystemUser) -> Path:
    """Return a package of Postgres that the user can run: the installed one, or a copy that everyone may read.

    Raises StackError if no copy can be made.
    """
    package = postgres_package()
    if user.user is None or is_open_to_all(package / "bin" / "postgres"):
        return package
    copy = COPIES / f"postgres-{postgres_version()}"
    if not copy.exists():
        _copy_package(package, copy)
    return copy


def is_open_to_all(program: Path) -> bool:
    """Return whether any user may run this program and enter the folders above it."""
    return all(path.stat().st_mode & 0o001 for path in (program, *program.parents))


def _copy_package(package: Path, copy: Path) -> None:
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.parent.chmod(0o755)
        unfinished = Path(tempfile.mkdtemp(dir=copy.parent))
        shutil.copytree(package, unfinished, symlinks=True, ignore=LEAVE_OUT, dirs_exist_ok=True)
        _open_to_all(unfinished)
        unfinished.rename(copy)
    except OSError as error:
        if not copy.exists():
            raise StackError(
                f"Postgres refuses root and that user cannot enter {package}; copying it to {copy} failed: {error}"
            ) from error
        shutil.rmtree(unfinished, ignore_errors=True)


def _open_to_all(folder: Path) -> None:
    """Give everyone the owner's rights to read and execute."""
    for path in (folder, *folder.rglob("*")):
        mode = path.stat().st_mode
        owners = (mode & 0o500) >> 6
        path.chmod(mode | owners | owners << 3)
