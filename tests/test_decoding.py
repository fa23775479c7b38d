import pytest

from pipelines.decoding import MAX_ATTRIBUTES, MAX_DEPTH, MAX_ELEMENTS, decode, parse

RUSSIAN = "<p>Совы охотятся ночью, а днём спят в дуплах старых деревьев.</p>"
CHINESE = "<p>编辑方针：每一篇文章都要核对事实。</p>"


def text_of(html: str) -> str:
    return " ".join(parse(html).text_content().split())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_mark_goes_before_everything(encoding):
    assert decode(RUSSIAN.encode(encoding), "text/html; charset=koi8-r") == RUSSIAN


def test_header_goes_before_what_the_page_says():
    page = '<meta charset="koi8-r">' + RUSSIAN
    assert decode(page.encode("cp1251"), "text/html; charset=windows-1251") == page


@pytest.mark.parametrize("label", ["us-ascii", "iso-8859-1", "windows-1251"])
def test_single_byte_label_of_the_header_does_not_spoil_utf8(label):
    assert decode("Café “x”".encode(), f"text/html; charset={label}") == "Café “x”"


def test_header_that_the_bytes_refute_is_passed_over():
    page = '<meta charset="windows-1251">' + RUSSIAN
    assert decode(page.encode("cp1251"), "text/html; charset=utf-8") == page


def test_labels_mean_what_browsers_take_them_for():
    assert decode(b"\x93great\x94 \x80", "text/html; charset=iso-8859-1") == "“great” €"
    assert decode("镕".encode("gbk"), "text/html; charset=gb2312") == "镕"


def test_meta_charset_is_found_behind_a_long_comment_but_not_inside():
    page = f'<!--{"x" * 8000}<meta charset="koi8-r">--><meta charset="gbk">{CHINESE}'
    assert decode(page.encode("gbk")) == page


def test_unlabelled_page_is_detected():
    assert decode((RUSSIAN * 5).encode("cp1251")) == RUSSIAN * 5


def test_utf16_without_mark_is_seen_by_its_nuls():
    assert decode(RUSSIAN.encode("utf-16-le")) == RUSSIAN


def test_iso2022_is_not_taken_for_utf8_though_all_its_bytes_are_ascii():
    page = '<meta charset="iso-2022-jp"><p>日本語</p>'
    assert decode(page.encode("iso-2022-jp")) == page


@pytest.mark.parametrize("label", ["utf-7", "unicode_escape", "rot13", "idna", "x" * 100_000])
def test_encodings_that_are_not_of_the_web_are_refused(label):
    page = b"<p>+ADw-script+AD4- \\u0041</p>"
    assert decode(page, f"text/html; charset={label}") == page.decode()
    assert decode(b"<meta charset=" + label.encode() + b">" + page).endswith(page.decode())


def test_page_cut_in_the_middle_of_a_character_is_still_utf8():
    assert decode(RUSSIAN.encode()[:60]) == RUSSIAN.encode()[:60].decode("utf-8", "replace")


@pytest.mark.parametrize("body", [b"", b"\0", b"\xff" * 1000, b"<\0", bytes(range(256)) * 20, b"<meta charset=>"])
def test_whatever_the_bytes_are_there_is_text(body):
    assert isinstance(decode(body), str)


@pytest.mark.parametrize("html", ["", "  \n ", "\0\0", "<!-- nothing -->", "<!doctype html>"])
def test_nothing_has_no_tree(html):
    tree = parse(html)
    assert tree is None or not tree.text_content().strip()


def test_control_characters_are_removed_also_as_references():
    assert text_of("<p>a\x1bb&#x1b;c&#0;d&#xd800;e</p>") in {"abcde", "abcd�e", "abc�d�e"}


def test_a_reference_may_end_at_a_letter():
    assert text_of("<p>a&#5žb&#1xc</p>") == "ažbxc"


def test_references_of_markup_characters_stay_text():
    assert text_of("<p>1 &#60; 2 &#x26; 3 &#147;x&#148;</p>") == "1 < 2 & 3 “x”"


@pytest.mark.parametrize("tag", ["div", "b", "section", "blockquote"])
def test_text_below_any_depth_is_kept(tag):
    html = f"<body>{f'<{tag}>' * 20_000}<p>Owls hunt at night.</p>{f'</{tag}>' * 20_000}<p>The end.</p></body>"
    assert text_of(html).split(".")[:2] == ["Owls hunt at night", "The end"]


def test_long_list_is_not_taken_for_deep():
    tree = parse("<ul>" + "<li><p>Owl" * 1_000 + "</ul>")
    assert len(tree.findall(".//li")) == 1_000


@pytest.mark.parametrize("attribute", [' a{}="1"', " a{}", "/a{}", 'a{}=""', "a{}='>'"])
def test_attributes_are_counted_however_they_are_separated(attribute):
    crowd = "".join(attribute.format(number) for number in range(1_500))
    assert not parse(f"<p>Owls.</p><div {crowd}>Mice.</div>").find(".//div").attrib


def test_elements_that_close_themselves_are_no_levels():
    shapes = '<circle r="1" />' * 300
    tree = parse(f"<svg>{shapes}</svg><div><p>Owls.</p><div><p>Mice.</p></div></div>")
    assert len(tree.findall(".//div/p")) == 2


@pytest.mark.parametrize("tag", ["<div a=b/>", "<div a= />", "<div a=b'/>", "<div a=b />"])
def test_stroke_in_a_value_closes_no_element(tag):
    assert depth_of(parse(f"{tag}Owls." * 1_000)) <= MAX_DEPTH + 10


def depth_of(tree) -> int:
    return max(sum(1 for _ in element.iterancestors()) for element in tree.iter())


def test_tag_with_too_many_attributes_loses_them_and_nothing_else():
    many = " ".join(f"a{n}='x'" for n in range(10 * MAX_ATTRIBUTES))
    tree = parse(f"<body><p {many}>Owls</p><p class='last'>hunt</p></body>")
    first, last = tree.findall(".//p")
    assert (first.text, dict(first.attrib)) == ("Owls", {})
    assert dict(last.attrib) == {"class": "last"}


def test_long_attribute_value_with_many_words_is_no_crowd_of_attributes():
    tree = parse(f"<p class='story' data-state='{'word > ' * 10_000}'>Owls</p>")
    assert tree.find(".//p").get("class") == "story"


@pytest.mark.parametrize("piece", ["<", "<a", "<!", "<!--", "</", '<a b="', "<a b='", "<script", "&#", "<p>", "<div "])
def test_fragments_without_end_are_parsed_in_linear_time(piece):
    parse(piece * 200_000)


def test_declared_encoding_of_a_decoded_page_does_no_harm():
    assert text_of('<?xml version="1.0" encoding="koi8-r"?><html><body><p>Совы</p></body></html>') == "Совы"


def test_title_that_is_never_closed_does_not_swallow_the_page():
    tree = parse("<html><head><title>Owls | Meadow\n<meta name=a content=b></head><body><p>Owls hunt at night.</p>")
    assert tree.findtext(".//title").strip() == "Owls | Meadow"
    assert tree.findtext(".//p") == "Owls hunt at night."


def test_formatting_that_is_never_closed_costs_no_structure():
    tree = parse(
        "<b><i><font color=red>" * 1_000 + "<article><p>Owls hunt at night.</p></article><footer>2026</footer>"
    )
    assert tree.findtext(".//article//p") == "Owls hunt at night."
    assert tree.find(".//footer") is not None


def test_page_of_a_million_elements_is_cut():
    tree = parse("<p>Owls</p>" + "<i>x</i>" * 1_000_000)
    assert sum(1 for _ in tree.iter()) <= MAX_ELEMENTS + 10
    assert tree.findtext(".//p") == "Owls"


@pytest.mark.parametrize("beginning", ["", "<!doctype html><html lang=en>", "<head>", "<meta charset=utf-8>"])
@pytest.mark.parametrize("element", ["article", "main", "header", "section"])
def test_head_without_an_end_ends_where_the_page_begins(beginning, element):
    tree = parse(f"{beginning}<title>Owls</title><script>1</script><{element}><p>Text.</p></{element}><div>More.</div>")
    assert tree.find("body").text_content() == "Text.More."
    assert tree.find("head").text_content() == "Owls1"


def test_end_tag_of_the_page_in_its_middle_does_not_end_it():
    advertisement = "<div>Buy lamps.</div></body></html>"
    page = f"<html><body><table><tr><td>{advertisement}</td></tr></table><p>Owls hunt at night.</p></body></html>"
    assert text_of(page) == "Buy lamps.Owls hunt at night."


def test_declared_shadow_root_is_a_part_of_the_page():
    tree = parse(
        "<p>One.</p><x-owl><template shadowrootmode=open><p>Two.</p></template></x-owl><template>No.</template>"
    )
    assert [element.text for element in tree.iter("p")] == ["One.", "Two."]
    assert [element.text for element in tree.iter("template")] == ["No."]
