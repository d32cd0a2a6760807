"""CSV files from a folder of an SFTP server: read as ``csv_file`` reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from connectors.arrivals import file_issues, file_pages
from connectors.contract import Connector, Page, Run
from connectors.fields import group
from connectors.kinds.source.model import SourceModel
from connectors.sftp import REMOTE, REQUIRED, remote, remote_issues, rows_issues
from connectors.types import csv_file
from engine.base.issue import Issue
from engine.base.text import both


def pages(run: Run) -> Iterator[Page]:
    """Every row of every file that is there. Raises IssueError: N60x–N61x the connection, N66x the files."""
    with remote(run) as folder:
        yield from file_pages(run, folder, csv_file.parser(run))


def check(source: SourceModel) -> Iterable[Issue]:
    """One way to log in, a file without folders, no place of records."""
    yield from remote_issues(source)
    yield from file_issues(source.connection, source.window is not None)
    yield from rows_issues(source)


CONNECTION = group(REQUIRED, **{**csv_file.CONNECTION["properties"], **REMOTE})
CONNECTOR = Connector("sftp_csv", both("SFTP 上的 CSV", "CSV over SFTP"), pages, check, CONNECTION)
