"""`python -m indexer` is the command `clausula`, for where scripts are not on the PATH."""

from indexer.cli.main import main

main(prog_name="clausula")
