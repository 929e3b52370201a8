"""How long a run takes, and the share of that time after which it reaches each step."""

from collections.abc import Iterator
from dataclasses import dataclass

RUN_SECONDS = 6.0  # of a picture, unless `--pixio-seconds` says otherwise
FILM_TIME_FACTOR = 2.0
SAMPLING_STEPS = 8


@dataclass(frozen=True)
class Step:
    """A step of a run, reached after the share `at` of its time."""

    at: float
    status: str
    progress: float
    live_status: str


def steps() -> Iterator[Step]:
    """Yield the steps of every run before its end."""
    yield Step(0.0, "queued", 0.0, "Waiting for a machine")
    yield Step(0.05, "started", 0.0, "Starting the machine")
    yield Step(0.1, "running", 0.02, "Loading the model")
    for number in range(1, SAMPLING_STEPS + 1):
        share = number / SAMPLING_STEPS
        yield Step(0.1 + 0.75 * share, "running", round(0.02 + 0.88 * share, 3), f"Sampling {number}/{SAMPLING_STEPS}")
    yield Step(0.95, "uploading", 0.95, "Uploading the result")


def run_seconds(picture_seconds: float, *, is_film: bool, slow: float = 1.0) -> float:
    """The duration of a run, if that of a picture takes `picture_seconds`. `slow` is the fault of that name."""
    return picture_seconds * (FILM_TIME_FACTOR if is_film else 1.0) * slow
