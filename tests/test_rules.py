"""Rule files as people write them: what is understood, what is remarked on, how two files become one."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import rules
from pipelines.rules import Replacement, Rules, Test, merged

LAMPS = """\
# The Lamp Trimmer's Quarterly, spring template
title: //h1[@class='lamp']
body: //div[@id='wick'] | //div[@id='flame']
body://article
strip: //aside
strip_id_or_class:'soot-box'
strip_image_src: /glow.gif
prune: no
Autodetect_on_failure: yes
"""


def parsed(text: str) -> Rules:
    return rules.parse(text, "lamps.example.txt")


def values(found: Rules, name: str) -> list[str]:
    return [rule.value for rule in found.of(name)]


def test_a_file_is_a_directive_a_line() -> None:
    found = parsed(LAMPS)
    assert values(found, "title") == ["//h1[@class='lamp']"]
    assert values(found, "body") == ["//div[@id='wick'] | //div[@id='flame']", "//article"]
    assert values(found, "strip") == ["//aside"]
    assert values(found, "strip_id_or_class") == ["soot-box"]
    assert values(found, "strip_image_src") == ["/glow.gif"]
    assert (found.prune, found.autodetect_on_failure, found.skip_json_ld) == (False, True, None)
    assert found.remarks == ()


def test_every_rule_knows_its_line() -> None:
    assert [str(rule) for rule in parsed(LAMPS).of("strip")] == ["lamps.example.txt:5 strip: //aside"]


def test_line_ends_and_byte_order_mark_of_other_systems_do_not_matter() -> None:
    assert parsed("\ufeff" + LAMPS.replace("\n", "\r\n")) == parsed(LAMPS)


def test_the_same_line_counts_once() -> None:
    assert values(parsed("strip: //aside\n" * 3), "strip") == ["//aside"]


def test_rules_can_be_sent_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(parsed(LAMPS))) == parsed(LAMPS)


def test_replacements_are_written_in_two_lines_or_in_one() -> None:
    found = parsed(
        "find_string: <big>\nreplace_string: <h2>\n"
        "replace_string( | Lamps</title>): </title>\n"
        "replace_string(to the lamp)): </div>\n"
        "find_string: soot\nreplace_string:\n"
    )
    assert [(one.find, one.replace) for one in found.replacements] == [
        ("<big>", "<h2>"),
        (" | Lamps</title>", "</title>"),
        ("to the lamp)", "</div>"),
        ("soot", ""),
    ]


def test_replacements_without_their_other_half_are_not_used() -> None:
    found = parsed("find_string: <big>\nfind_string: <small>\nreplace_string: <h2>\n")
    assert found.replacements == ()
    assert "not as many" in found.remarks[0].reason


def test_test_texts_belong_to_the_address_before_them() -> None:
    found = parsed(
        "test_contains: nowhere\ntest_url: https://lamps.example/a\ntest_contains: wick\ntest_contains: flame\n"
        "test_urls: https://lamps.example/b\n"
    )
    assert found.tests == (Test("https://lamps.example/a", ("wick", "flame")), Test("https://lamps.example/b"))
    assert len(found.remarks) == 1


def test_a_link_may_depend_on_what_the_page_holds() -> None:
    found = parsed("next_page_link: //a[@rel='next']\n# only there\n\nif_page_contains: //div[@class='pager']\n")
    (link,) = found.of("next_page_link")
    assert link.only_if is not None
    assert link.only_if.source == "//div[@class='pager']"


def test_a_link_whose_condition_is_refused_is_not_followed() -> None:
    found = parsed("single_page_link: //a\nif_page_contains: document('x')\n")
    assert not list(found.of("single_page_link"))
    assert "The link before it is not used either." in found.remarks[0].reason


def test_lines_of_our_own_are_comments_to_others() -> None:
    found = parsed("# offprint keep: //aside[@class='recipe']\n#offprint standfirst: //p[@class='deck']\n# a comment\n")
    assert values(found, "keep") == ["//aside[@class='recipe']"]
    assert values(found, "standfirst") == ["//p[@class='deck']"]
    assert found.remarks == ()


@pytest.mark.parametrize("line", ["keep: //aside", "standfirst: //p", "# offprint strip: //aside"])
def test_our_own_words_stand_in_comments_only_and_those_of_the_format_never(line: str) -> None:
    found = parsed(line)
    assert not found.rules
    assert len(found.remarks) == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("light the lamp", "It is no directive"),
        ("lamp: //h1", "There is no directive 'lamp'"),
        ("lamp(oil): //h1", "There is no directive lamp(oil)"),
        ("replace_string(): oil", "There is no directive replace_string()"),
        ("body:", "Nothing stands behind the colon"),
        ("body: //div[", "It is not valid XPath"),
        ("body: document('file:///etc/passwd')", "The function document() is not allowed"),
        ("prune: perhaps", "It is yes or no"),
        ("if_page_contains: //h1", "It belongs behind a line with"),
    ],
)
def test_a_line_that_cannot_be_used_is_remarked_on_and_the_others_hold(line: str, reason: str) -> None:
    found = parsed(f"strip: //aside\n{line}\ntitle: //h1\n")
    (remark,) = found.remarks
    assert remark.reason.startswith(reason)
    assert (remark.where, remark.is_mistake) == ("lamps.example.txt:2", True)
    assert [rule.name for rule in found.rules] == ["strip", "title"]


@pytest.mark.parametrize(
    "line",
    [
        "tidy: no",
        "http_header(Cookie): a=b\\r\\nX-Evil: 1",
        "requires_login: yes",
        "wrap_in(blockquote): //aside",
        "parser: html5php",
    ],
)
def test_what_has_no_effect_here_is_no_mistake(line: str) -> None:
    (remark,) = parsed(line).remarks
    assert remark.reason.startswith("Not used: ")
    assert not remark.is_mistake


@pytest.mark.parametrize(
    "text", ["", "\0\1\2" * 1_000, ":" * 5_000, "(" * 5_000, "a(" * 5_000 + ")" * 5_000, "title: //p\n" * 500_000]
)
def test_no_text_is_too_strange(text: str) -> None:
    found = parsed(text)
    assert len(found.rules) <= 1
    assert len(found.remarks) <= rules.MAX_REMARKS


@given(
    st.text()
    | st.lists(st.sampled_from("title: replace_string( ) : //p # offprint \n prune no".split(" "))).map("".join)
)
def test_whatever_a_file_holds_it_is_read(text: str) -> None:
    assert isinstance(parsed(text), Rules)


def test_a_file_has_no_more_rules_than_the_limit() -> None:
    found = parsed("".join(f"strip: //p[{number}]\n" for number in range(1, rules.MAX_RULES + 100)))
    assert len(found.rules) == rules.MAX_RULES
    assert found.remarks


def test_the_first_of_two_files_is_tried_first_and_has_the_last_word() -> None:
    first = parsed("title: //h1\nprune: no\nfind_string: a\nreplace_string: b\n")
    then = parsed("title: //h2\ntitle: //h1\nprune: yes\nskip_json_ld: yes\nreplace_string(c): d\n")
    both = merged(first, then)
    assert values(both, "title") == ["//h1", "//h2"]
    assert (both.prune, both.skip_json_ld) == (False, True)
    assert both.replacements == (
        Replacement("a", "b", "lamps.example.txt:3"),
        Replacement("c", "d", "lamps.example.txt:5"),
    )


def test_a_file_that_wants_no_second_attempt_stands_alone() -> None:
    both = merged(parsed("body: //main\nautodetect_on_failure: no\n"), parsed("body: //article\nprune: no\n"))
    assert values(both, "body") == ["//main"]
    assert both.prune is None
