"""`python -m indexer` is the command `clausula`, for where scripts are not on the PATH."""

from indexer.start import main

main()
