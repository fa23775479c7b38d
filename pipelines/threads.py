"""What readers wrote below an article, known not by names in the markup, but by the lines that ask for a reply, or by
the dates under a heading for comments.
"""

import re
from collections.abc import Sequence

from pipelines.alike import around, held_by, units_around
from pipelines.blocks import Block
from pipelines.cards import is_link

REPLIES = 2
"""Units that make a thread; one line that asks for a reply may be the writer's own."""

REPLY_WORDS = 6
"""Words of a line that asks for a reply, with what stands beside it: "Like · Reply · Report"."""

SAID = 4
"""Words that somebody wrote; less is a name or a date."""

REPLY = re.compile(
    r"(?<![\w-])(?:reply|antworten|répondre|responder|rispondi|beantwoorden|reageer|svara|besvar|vastaa|odpowiedz"
    r"|odpovědět|ответить|відповісти|返信|回复|回覆|답글)(?![\w:-])",
    re.IGNORECASE,
)
"""How readers are asked for a reply. Other forms, such as "replies" or "Reply:", are words of texts."""


HEADING = re.compile(
    r"(?:\d+ |(?:readers|users)['’]? )?(?:comments?|responses|kommentare?|leserkommentare|commentaires?|comentarios?"
    r"|commenti|comentários?|reacties|kommentarer|kommentit|komentarze|komentáře|комментари[ий]|комментариев|コメント"
    r"|评论)(?: ?\(\d+\)| \d+)?:?",
    re.IGNORECASE,
)
"""A heading over comments, with their number before or behind."""

DATED_WORDS = 10
"""Words of a line that says who wrote and when; it has a digit."""


def thread_below(blocks: Sequence[Block], at: int) -> list[Block]:
    """The blocks of the comments below the headline, which is at the place `at`; empty when there is no thread."""
    below = blocks[at + 1 :]
    signs = [block for block in below if block.words <= REPLY_WORDS and REPLY.search(block.text)] or _dated(below)
    if len(signs) < REPLIES:
        return []
    held = held_by(units_around(signs, blocks[at], REPLIES), below)
    said = {block for block in below if block.words >= SAID}.difference(signs)
    speaking = {unit for unit, within in held.items() if not said.isdisjoint(within)}
    comments = {next((element for element in around(block) if element in speaking), None) for block in signs}
    return [block for unit in comments if unit is not None for block in held[unit]]


def _dated(blocks: Sequence[Block]) -> list[Block]:
    """The lines with a digit below the last heading for comments; none where there is no heading. The number of
    comments under a headline is a link to them."""
    headings = [place for place, block in enumerate(blocks) if HEADING.fullmatch(block.text) and not is_link(block)]
    if not headings:
        return []
    below = blocks[headings[-1] + 1 :]
    return [block for block in below if block.words <= DATED_WORDS and any(map(str.isdigit, block.text))]
