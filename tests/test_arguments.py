import pytest

from crawler.arguments import Asked, WrongUse, asked, start_address


def test_nothing_asked_is_an_ordinary_crawl():
    assert asked({}) == Asked()


def test_all_arguments_together():
    arguments = {
        "url": "https://Magazine.example/film/#top",
        "max_articles": "10",
        "since": "2026-11-01",
        "domains": "example.net, example.com",
        "follow": "articles",
    }
    assert asked(arguments) == Asked(
        starts=("https://magazine.example/film/",),
        max_articles=10,
        since="2026-11-01",
        domains=("example.net", "example.com"),
        follows_articles=True,
    )


def test_a_file_of_addresses_may_have_comments_blank_lines_and_repeats(tmp_path):
    file = tmp_path / "magazines.txt"
    file.write_text("# ours\nhttps://one.example/\n\n  https://two.example/feed  \nhttps://one.example/\n")
    assert asked({"urls": str(file)}).starts == ("https://one.example/", "https://two.example/feed")


def test_a_wrong_line_of_a_file_is_named(tmp_path):
    file = tmp_path / "magazines.txt"
    file.write_text("https://one.example/\ntwo.example\n")
    with pytest.raises(WrongUse, match=r"magazines\.txt, line 2: .*no scheme"):
        asked({"urls": str(file)})


def test_an_address_without_scheme_is_told_how_to_write_it():
    with pytest.raises(WrongUse, match=r"Try: https://magazine\.example/"):
        start_address("magazine.example/")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"url": "ftp://magazine.example/"}, "only http:// and https://"),
        ({"url": "http://"}, "Not an address"),
        ({"url": "https://a.example/", "urls": "file"}, "not both"),
        ({"urls": "/no/such/file"}, "Cannot read"),
        ({"max_articles": "0"}, "from 1 on"),
        ({"max_articles": "-3"}, "from 1 on"),
        ({"max_articles": "many"}, "from 1 on"),
        ({"since": "yesterday"}, "a day like 2026-11-01"),
        ({"since": "2026-13-01"}, "a day like 2026-11-01"),
        ({"domains": "https://example.org/"}, "a list like"),
        ({"follow": "everything"}, "follow=articles"),
        ({"ulr": "https://a.example/"}, "No argument 'ulr'"),
    ],
)
def test_wrong_use_is_one_line_that_says_what_to_do(arguments, says):
    with pytest.raises(WrongUse, match=says) as error:
        asked(arguments)
    assert "\n" not in str(error.value)


def test_an_empty_file_of_addresses_is_wrong_use(tmp_path):
    file = tmp_path / "empty.txt"
    file.write_text("# nothing yet\n")
    with pytest.raises(WrongUse, match="No address in"):
        asked({"urls": str(file)})
