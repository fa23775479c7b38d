"""Whole crawls of a magazine that changes its template, or only prints a few odd pages: what they end with."""

import json

DUE_AT_ONCE = {"REVISIT_MIN": 0, "REVISIT_MAX": 0}
WORDS = "spring neap morning evening lost found northern southern quiet second".split()


def test_a_template_changed_overnight_ends_with_5_and_is_learned_for_the_nights_after(crawls, halyard):
    crawl(crawls, halyard, 0)
    halyard.switch_template("kettle")
    publish(halyard, range(6))
    site = halyard.base.removeprefix("http://")
    ended = crawl(crawls, halyard, 5)
    assert ended.err.count("\n") == 1
    told = json.loads(crawls.last_run()["drift"])[site]
    assert f"offprint: {site} has changed since {told['since']}: {told['what']}\n" == ended.err
    assert "6 of 6 new pages are not as remembered" in told["what"]
    assert crawls.json("runs")[0]["drift"] == {site: told}
    publish(halyard, range(6, 12))
    assert crawl(crawls, halyard, 0).err == ""
    assert crawls.last_run()["drift"] is None


def test_texts_that_stay_in_another_template_teach_it(crawls, halyard):
    crawl(crawls, halyard, 0)
    halyard.switch_template("kettle")
    crawl(crawls, halyard, 5)
    publish(halyard, range(6))
    crawl(crawls, halyard, 0)


def test_a_few_odd_pages_end_with_0(crawls, halyard):
    crawl(crawls, halyard, 0)
    publish(halyard, range(8))
    for number in range(4):
        text = "".join(f'<div class="odd{number}"><p>{line}</p></div>' for line in lines(number))
        halyard.add(
            f"/news/{number}", f"<html><title>Odd {number}</title><body><h1>Odd {number}</h1>{text}</body></html>"
        )
    assert crawl(crawls, halyard, 0).err == ""
    assert len(crawls.articles()) == len(halyard.magazine.articles)


def test_a_change_that_is_not_learned_is_told_every_night_since_the_first(crawls, halyard):
    crawl(crawls, halyard, 0)
    paths = [article.path for article in halyard.magazine.articles][:20]
    for night in range(2):
        for path in paths:
            halyard.add(path, f"<html><title>Away</title><body><p>Back soon, night {night}.</p></body></html>")
        publish(halyard, [night])
        crawl(crawls, halyard, 5)
    first, second = (json.loads(row["drift"]) for row in crawls.rows("SELECT drift FROM run ORDER BY id")[1:])
    assert [told["since"] for told in first.values()] == [told["since"] for told in second.values()]


def test_an_archive_crawled_bit_by_bit_ends_with_0(crawls, kettle):
    for _ in range(4):
        ended = crawls.crawl(f"{kettle.base}/", max_articles=20)
        assert (ended.status, ended.err) == (0, "")


def crawl(crawls, magazine, status):
    """Crawl the whole magazine, which must end so."""
    ended = crawls.crawl(f"{magazine.base}/", settings=DUE_AT_ONCE)
    assert ended.status == status, ended.err
    return ended


def publish(magazine, numbers):
    """Publish an article for each number."""
    for number in numbers:
        magazine.add_article(f"/news/{number}", f"What the pilots said, part {number}", "\n\n".join(lines(number)))


def lines(number):
    """The paragraphs of an article that no other one has."""
    return [
        f"In its report number {number} the harbour office prints what the pilots said about the {word} tide, and "
        "nobody in the town has found a reason to disagree with it so far."
        for word in WORDS[number % 3 :]
    ]
