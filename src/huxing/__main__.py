"""`python -m huxing` is the command `huxing`."""

from huxing.cli.main import main

main()
