"""Write the first frame of a video to the standard output, as a JPEG. Run as a program of its own: a video that crashes
the decoder, or keeps it busy, must not stop the service. It imports nothing of the service and gets no environment."""

from __future__ import annotations

import resource
import sys

MOST_PIXELS = 40_000_000
CPU_SECONDS = 8
MEMORY_BYTES = 2 * 1024**3
# A playlist would make it read other files.
OPTIONS = {"format_whitelist": "mov,matroska,webm", "protocol_whitelist": "file"}


def main(path: str) -> None:
    """Decode until there is a frame."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    import av  # noqa: PLC0415 - within the limits

    with av.open(path, options=OPTIONS) as container:
        stream = container.streams.video[0]
        if not 0 < stream.width * stream.height <= MOST_PIXELS:
            sys.exit("too many pixels")
        frame = next(container.decode(stream))
        frame.to_image().save(  # type: ignore[no-untyped-call]
            sys.stdout.buffer, "JPEG", quality=90
        )


if __name__ == "__main__":
    main(sys.argv[1])
