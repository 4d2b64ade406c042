"""A long list is counted as far as a page needs."""

import pytest

from almenara.core import paging

SIZE = 10


class Rows(list):
    """Rows that say how far they were counted."""

    counted = 0

    def __getitem__(self, wanted):
        found = super().__getitem__(wanted)
        return Rows(found) if isinstance(wanted, slice) else found

    def count(self):
        Rows.counted = len(self)
        return len(self)


def test_a_short_list_is_counted_whole():
    page = paging.page(Rows(range(23)), SIZE, "3")
    assert (page.paginator.count, page.paginator.num_pages) == (23, 3)
    assert not page.paginator.has_more
    assert list(page) == [20, 21, 22]


def test_counting_a_long_list_stops():
    page = paging.page(Rows(range(5000)), SIZE, None)
    assert (page.paginator.count, page.paginator.has_more) == (paging.MOST, True)
    assert Rows.counted == paging.MOST + 1


def test_turning_pages_reaches_the_last_row():
    number = paging.MOST // SIZE + 20
    page = paging.page(Rows(range(5000)), SIZE, str(number))
    assert page.number == number
    assert page.has_next()
    assert list(paging.page(Rows(range(5000)), SIZE, "500"))[-1] == 4999


@pytest.mark.parametrize("asked", ["", "x", "-1", "0", "²", "9" * 30])
def test_a_page_that_is_none_is_one_that_there_is(asked):
    assert paging.page(Rows(range(23)), SIZE, asked).number in (1, 3)
