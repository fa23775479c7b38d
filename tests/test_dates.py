import pytest

from pipelines.dates import day_in_address, days_in, moment, reads_month_first


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Posted on May 3rd, 2021", "2021-05-03"),
        ("3 May 2021", "2021-05-03"),
        ("Montag, 3. Mai 2021", "2021-05-03"),
        ("le 1er août 2020", "2020-08-01"),
        ("3 de mayo de 2021", "2021-05-03"),
        ("3 maggio 2021", "2021-05-03"),
        ("3 maja 2021", "2021-05-03"),
        ("3. mai 2021", "2021-05-03"),
        ("03.05.2021", "2021-05-03"),
        ("2021-05-03 10:00", "2021-05-03"),
        ("24-Dec-2020", "2020-12-24"),
        ("Sept. 4, 2012", "2012-09-04"),
        ("13/02/24", "2024-02-13"),
    ],
)
def test_day_is_read_in_the_languages_of_europe(text, day):
    assert [found.day for found in days_in(text)] == [day]


@pytest.mark.parametrize(
    "text", ["May 2021", "31 February 2021", "1 May 2999", "version 1.2.34", "12 monkeys 1995", ""]
)
def test_what_is_no_whole_or_no_possible_day_is_none(text):
    assert not list(days_in(text))


def test_order_of_day_and_month_follows_the_language():
    assert next(days_in("3/5/2021", month_first=True)).day == "2021-03-05"
    assert next(days_in("3/5/2021", month_first=False)).day == "2021-05-03"
    assert reads_month_first("en-US", "https://magazine.example/")
    assert not reads_month_first("en-GB", "https://magazine.example/")
    assert not reads_month_first("en", "https://magazine.co.uk/")
    assert not reads_month_first("de", "https://magazine.example/")


@pytest.mark.parametrize(
    ("stated", "known"),
    [
        ("2021-05-03T10:00:00+02:00", "2021-05-03T08:00:00Z"),
        ("2021-05-03T22:00:00-05:00", "2021-05-03"),
        ("2021-05-03T10:00:00", "2021-05-03"),
        ("May 3, 2021", "2021-05-03"),
        ("0000-00-00T00:00:00Z", None),
        ("2099-01-01", None),
        (20210503, None),
        ("2021-05-03" * 20, None),
    ],
)
def test_stated_moment_is_in_utc_and_keeps_the_day_readers_know(stated, known):
    assert moment(stated) == known


def test_address_dates_an_article_only_with_year_month_and_day():
    assert day_in_address("https://magazine.example/2021/05/03/owls") == "2021-05-03"
    assert day_in_address("https://magazine.example/2021/05/owls") is None
    assert day_in_address("https://magazine.example/2021/15/03/owls") is None
