"""A new version of an article that lost much does not take its place: whole crawls of a made-up magazine."""

LAMP = "/features/the-last-lamp-trimmer"


def test_a_version_that_lost_most_of_its_text_is_held_until_a_whole_one_comes(crawls, halyard):
    crawls.crawl(halyard.url(LAMP))
    whole = halyard.magazine.article(LAMP)
    halyard.change(LAMP, sheets=(whole.blocks[: len(whole.blocks) // 3],))
    ended = crawls.crawl(halyard.url(LAMP))
    assert (ended.status, "1 unchanged" in ended.out) == (0, True)
    assert crawls.articles()[LAMP]["body"].split("\n\n")[-1] == whole.paragraphs[-1]
    (held,) = crawls.json("reread", "--held")
    assert crawls.states()[LAMP] == ("unchanged", f"a new version is held back: {held['reason']}")

    assert "1 unchanged" in crawls.crawl(halyard.url(LAMP)).out  # 304: still the version that is held
    assert crawls.states()[LAMP] == ("unchanged", f"a new version is held back: {held['reason']}")
    assert crawls.json("reread", "--held") == [held]

    halyard.change(LAMP, sheets=whole.sheets)
    halyard.change(LAMP, append="And then the lamp was lit again, after a year in the dark.")
    assert "1 changed" in crawls.crawl(halyard.url(LAMP)).out
    assert crawls.articles()[LAMP]["body"].endswith("after a year in the dark.")
    assert crawls.json("reread", "--held") == []
