"""What readers wrote below an article, known by the lines that ask for a reply, not by names in the markup."""

import re
from collections.abc import Sequence

from pipelines.alike import around, held_by, units_around
from pipelines.blocks import Block

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


def thread_below(blocks: Sequence[Block], at: int) -> list[Block]:
    """The blocks of the comments below the headline, which is at the place `at`; empty when there is no thread."""
    below = blocks[at + 1 :]
    asking = [block for block in below if block.words <= REPLY_WORDS and REPLY.search(block.text)]
    if len(asking) < REPLIES:
        return []
    held = held_by(units_around(asking, blocks[at], REPLIES), below)
    speaking = {unit for unit, within in held.items() if any(block.words >= SAID for block in within)}
    comments = {next((element for element in around(block) if element in speaking), None) for block in asking}
    return [block for unit in comments if unit is not None for block in held[unit]]
