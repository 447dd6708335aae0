"""Keyset pages over time-ordered keys: no counts, no offsets, the same cost on page one and page one thousand."""

from rest_framework.pagination import CursorPagination


class KeysetPagination(CursorPagination):
    """Newest first by primary key (UUIDv7 sorts by time); `limit` up to 200 rows a page."""

    ordering = "-id"
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200
