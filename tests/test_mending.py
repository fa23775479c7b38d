"""Pages whose text was encoded twice before they were sent."""

import pytest

from pipelines.decoding import decode
from pipelines.mending import mended


@pytest.mark.parametrize("misread_as", ["latin-1", "cp1252"])
@pytest.mark.parametrize("text", ["The owl’s – “Who?”…", "Été à Málaga, it’s 5 °C © Ada"])
def test_text_encoded_twice_is_mended(text, misread_as):
    data = text.encode()
    broken = data.decode(misread_as) if misread_as == "latin-1" else _as_windows(data)
    assert broken != text
    assert decode(broken.encode(), "text/html; charset=utf-8") == text


def test_any_script_encoded_twice_is_mended():
    assert mended("中文 – 𝕏 שלום".encode().decode("latin-1")) == "中文 – 𝕏 שלום"


def test_page_in_which_one_part_is_encoded_twice_keeps_the_other():
    assert mended("Café CAFÉ® 5 ×\xa03 “yes” Itâ\x80\x99s Ã©tÃ©") == "Café CAFÉ® 5 ×\xa03 “yes” It’s été"


def test_windows_quotes_read_as_latin_1_are_quotes():
    assert mended("\x93It\x92s late,\x94 said the owl\x85\x81") == "“It’s late,” said the owl…"


@pytest.mark.parametrize(
    "text", ["", "plain", "CAFÉ® Ã©", "«\xa0Â\xa0» est une lettre", "CAMPEÃ” é", "中文", "5 ×\xa03", "naïve façade"]
)
def test_text_that_nothing_tells_to_be_broken_is_left_alone(text):
    assert mended(text) == text


def test_broken_text_that_is_no_utf_8_keeps_its_letters():
    assert mended("â\x80 é\x92s") == "â€ é’s"


def _as_windows(data: bytes) -> str:
    """Bytes as browsers read windows-1252, where five are control characters."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in data)
