"""`python -m residency`: the command line."""

from residency.cli import main

if __name__ == "__main__":
    main()
