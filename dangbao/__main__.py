"""`python -m dangbao` is the command `dangbao`, as `python -m analysis` is."""

from analysis.__main__ import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
