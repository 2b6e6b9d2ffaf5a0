"""The process that reads a large file for another one (see `beside`)."""

from .beside import main

main()
