"""`python -m analysis` is the command `dangbao`.

The libraries are imported only once it is settled how the command ends: Ctrl-C, also while they
are, gives one line and exit status 130, and so does a SIGTERM.
"""

import sys

from analysis.interrupts import end_undisturbed, end_when_told

__all__ = ["main"]


def main() -> None:
    """Run the command; told to end, it says so in one line."""
    try:
        try:
            end_when_told()
            from analysis.cli import main as run

            run()
        finally:
            end_undisturbed()
    except KeyboardInterrupt:
        sys.stderr.write("dangbao: stopped.\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
