import pytest

from pipelines.dates import (
    day_in_address,
    days_in,
    moment,
    moment_of_clock,
    month_in_address,
    reads_month_first,
)


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
        ("May 3, '21", "2021-05-03"),
        ("May.03.2021", "2021-05-03"),
        ("13 / 05 / 2021", "2021-05-13"),
        ("05 Μαρ 2021", "2021-03-05"),
        ("3 тра 2021", "2021-05-03"),
        ("03 Şub 2021", "2021-02-03"),
        ("3 paź 2021", "2021-10-03"),
        ("3. oktoober 2021", "2021-10-03"),
        ("3. октобар 2021.", "2021-10-03"),
        ("Ngày 3 tháng 5 năm 2021", "2021-05-03"),
        ("13/02/24", "2024-02-13"),
        ("3. května 2021", "2021-05-03"),
        ("3 мая 2021", "2021-05-03"),
        ("3 Mayıs 2021", "2021-05-03"),
        ("3 toukokuuta 2021", "2021-05-03"),
        ("3 de dezembro de 2021", "2021-12-03"),
        ("3 décembre 2021", "2021-12-03"),
        ("2021. május 3.", "2021-05-03"),
        ("2021. 05. 03.", "2021-05-03"),
        ("発行2021年5月3日", "2021-05-03"),
        ("2021년 5월 3일", "2021-05-03"),
        ("03May2021", "2021-05-03"),
        ("May 3 , 2021", "2021-05-03"),
        ("3 May '21", "2021-05-03"),
    ],
)
def test_day_is_read_in_many_languages(text, day):
    assert [found.day for found in days_in(text)] == [day]


@pytest.mark.parametrize(
    "text", ["May 2021", "31 February 2021", "1 May 2999", "version 1.2.34", "12 monkeys 1995", "12dec45f", ""]
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
        ("2021-05-03 10:00:00 +0000 UTC", "2021-05-03"),
        ("0000-00-00T00:00:00Z", None),
        ("1970-01-01T00:00:00Z", None),
        ("1969-12-31T19:00:00-05:00", None),
        ("2021-02-31", None),
        ("2021-05-03T25:61:61+99:99", None),
        ("99999-12-31", None),
        ("-2021-05-03", None),
        ("yesterday", None),
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


@pytest.mark.parametrize(
    "path", ["20210503-owls", "owls-20210503-story.html", "owls-2021-05-03/", "owls_2021-05-03.html"]
)
def test_name_of_a_page_may_hold_its_day(path):
    assert day_in_address(f"https://magazine.example/nature/{path}") == "2021-05-03"


@pytest.mark.parametrize(
    "path", ["1202105034-owls", "web/20210503172512/owls", "owls-2021-05-03-tickets", "owls20210503"]
)
def test_other_numbers_in_the_name_of_a_page_are_no_day(path):
    assert day_in_address(f"https://magazine.example/{path}") is None


def test_weekday_decides_between_day_and_month():
    assert [found.day for found in days_in("Tuesday, 11.06.2012", month_first=False)] == ["2012-11-06"]
    assert [found.day for found in days_in("Monday, 11.06.2012", month_first=True)] == ["2012-06-11"]


def test_address_may_name_the_month():
    assert day_in_address("https://magazine.example/2021/may/03/owls") == "2021-05-03"
    assert day_in_address("https://magazine.example/2021/owls/03/night") is None
    assert month_in_address("https://magazine.example/2021/05/owls") == "2021-05"
    assert month_in_address("https://magazine.example/2021/45/owls") is None


def test_clocks_of_computers_are_read():
    assert moment_of_clock("1620036000") == moment_of_clock("1620036000000") == "2021-05-03T10:00:00Z"
    assert moment_of_clock("0") is moment_of_clock("9999999999") is moment_of_clock("2021-05-03") is None


@pytest.mark.parametrize("mark", ["-", "/", "."])
def test_no_numbers_make_a_day_that_never_was(mark):
    never = [(2021, 2, 31), (2021, 13, 13), (2021, 0, 10), (2099, 1, 1), (2023, 2, 29), (0, 0, 0), (9999, 12, 31)]
    for year, month, day in never:
        for text in (
            f"{year:04}{mark}{month:02}{mark}{day:02}",
            f"{day:02}{mark}{month:02}{mark}{year:04}",
            f"{month:02}{mark}{day:02}{mark}{year:04}",
        ):
            assert not list(days_in(text)), text
            assert moment(text) is None, text
