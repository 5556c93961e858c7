"""`python -m analysis` is the command `dangbao`.

Before anything else is imported, handlers are set for Ctrl-C and SIGTERM: at any moment, also while
the libraries are imported, they end the command with one line and exit status 130.
"""

__all__ = ["main"]


def main() -> None:
    """Run the command; when it is told to end, it does so with one line."""
    import os
    import sys

    said = b"dangbao: stopped.\n"

    def end_at_once(*_: object) -> None:
        # Nothing has begun yet that would have to be cleaned up. A library that is interrupted
        # while it is imported may print a traceback, or take the interrupt for an error of its own.
        os.write(2, said)
        os._exit(130)

    try:
        import signal

        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)  # not every system has SIGHUP
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, end_at_once)
        from analysis.cli import main as run
        from analysis.interrupts import end_undisturbed, end_when_told

        try:
            end_when_told()
            run()
        finally:
            end_undisturbed()
    except KeyboardInterrupt:
        sys.stderr.write(said.decode())
        sys.exit(130)


if __name__ == "__main__":
    main()
