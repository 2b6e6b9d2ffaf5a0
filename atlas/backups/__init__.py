"""Backups that can be restored: one folder each, encrypted, with a list of what must come back (docs/backups.md).

    atlas-20261127T101500Z/
      manifest.json      when, of which site, which tables with how many rows, marks of the keys, hashes of the files
      database.dump.age  pg_dump's custom format, of one moment
      hashes.age         study, number, SHA-256 and hash of the provenance of every publication, of the same moment
      releases.tar.age   the frozen releases, where there are any
      pages.age          what lay in the page store, which is derived and not kept itself

    programs   pg_dump and pg_restore, and how they are told of the database without a password on a command line
    sealed     files in the age format, written and read as streams
    manifest   the list, and the moment that it speaks of
    making     a backup, whole or not at all
    restoring  into an empty database, compared with the list afterwards

Nothing of the database ever lies on the disk in the clear, not even for a moment.
"""

from atlas.backups.making import make
from atlas.backups.programs import BackupError
from atlas.backups.restoring import restore

__all__ = ["BackupError", "make", "restore"]
