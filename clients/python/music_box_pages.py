"""Iterates over the pages of a list of the generated clients."""

from collections.abc import Callable, Iterator
from typing import Any


def pages(list_page: Callable[..., Any], *path: Any, **arguments: Any) -> Iterator[Any]:
    """Every page, first to last: `for page in pages(list_users_at_risk.sync, client=churn): ...`.

    :param list_page: `sync` of an operation whose answer has `next_cursor`
    :param path: what is in the path, and as keywords all other arguments
    """
    while True:
        page = list_page(*path, **arguments)
        yield page
        if not page.next_cursor:
            return
        arguments["cursor"] = page.next_cursor
