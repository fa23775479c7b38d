"""Interviews: who asked what, and what was answered.

Questions are known by printed speakers ("Q:", "Marsh:"), or by being set in bold or as headings between answers that
are not. A question mark is weak evidence: answers end in one, too, and not every question does.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.blocks import Block
from pipelines.items import Person, QuestionAnswer
from pipelines.wording import count, fold

FEWEST = 3
"""Questions of an interview; with fewer, a text only quotes a conversation."""

ASKED = 0.5
"""Part of the questions that must end in a question mark where no speakers are printed."""

ADDRESSED = 0.25
"""Part of the questions that must address somebody where nothing else says that it is an interview."""

PERSONAL = 0.5
"""Part of the answers that must say "I" where nothing else says that it is an interview: practical advice is written
under questions, too, but by nobody."""

BEGINS_WITHIN = 0.5
"""Part of the text that may stand before the first question ; what readers often ask stands at the
end."""

CHAPTERS = 2
"""Subheadings for each question; guides that ask now and then have more."""

SPEAKER_WORDS = 4
"""Words of a printed speaker."""

QUESTION_WORDS = 120
"""Words of a question; the longest of the interviews seen has 90."""

CODA_WORDS = 25
"""Words of a note under the last answer that says when the thing talked about appears."""

SPEAKER = re.compile(r"([^\W\d_](?:[^\W\d_]|[ .'’-]){0,40}?)\s?:\s+(?=\S)")
ASKER = frozenset({"q", "f", "frage", "question", "p", "pregunta", "d", "domanda", "v", "vraag", "interviewer"})
ANSWERER = frozenset({"a", "antwort", "r", "respuesta", "réponse", "risposta"})
FIRST_PERSON = re.compile(
    r"\b(?:I|I['’]\w+|me|my|ich|mich|mir|mein\w*|je|j['’]\w+|moi|yo|io|ik|mij|mijn)\b", re.IGNORECASE
)
SECOND_PERSON = re.compile(
    r"\b(?:you|your|yours|du|dich|dir|dein\w*|sie|ihr\w*|euch|vous|votre|vos|tu|te|usted\w*|su|sus|lei|suo|je|jij|jouw|u)\b",
    re.IGNORECASE,
)
QUESTION_CLASS = re.compile(r"(?:^|[\s_-])(?:question|interview-?(?:er|question)|q)(?:$|[\s_-])", re.IGNORECASE)
CODA = re.compile(
    r"\b(?:opens|is out|are out|is in cinemas|in cinemas|is published|is available|is released|is on|runs until|airs|"
    r"erscheint|läuft|sort le|sort en|se estrena|esce)\b",
    re.IGNORECASE,
)
TALKED_TO = re.compile(r"([^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,3}) (?:was|were) (?:talking|speaking) to\b")
NAMED_ON = re.compile(r"(?:^|[:,] )((?:[A-ZÄÖÜÉÈ][\w.'’-]+ ){1,3}[A-ZÄÖÜÉÈ][\w.'’-]+) (?:[Oo]n|über|sur|sobre) \S")
NAMED_FIRST = re.compile(r"((?:[A-ZÄÖÜÉÈ][\w.'’-]+ ){1,3}[A-ZÄÖÜÉÈ][\w.'’-]+): [“\"„«‘']")


@dataclass(frozen=True, slots=True)
class Turn:
    """One block of a conversation: who speaks, if it is printed, what is said, and whether it asks."""

    text: str
    asks: bool
    speaker: str | None = None


def questions_of(
    blocks: Sequence[Block], headline: str | None, people: Iterable[Person], is_said: bool = False
) -> tuple[QuestionAnswer, ...]:
    """The questions and answers of an interview, in order; none when the text is no interview.

    `blocks` are all of the page: end bylines that were dropped say who was asked. `is_said`: the page calls itself an
    interview.
    """
    kept = [block for block in blocks if block.kept and block.tag != "figcaption"]
    people = tuple(people)
    interviewer = next((person.name for person in people if person.role == "interviewer"), None)
    turns = _by_speaker(kept, people)
    if not _is_throughout(kept, turns):
        turns = _by_style(kept, is_said or interviewer is not None)
    return tuple(_paired(turns, headline, interviewer, _interviewee(blocks, headline)))


def _paired(
    turns: Sequence[Turn], headline: str | None, interviewer: str | None, interviewee: str | None
) -> list[QuestionAnswer]:
    """Turns as pairs: questions in a row are one, paragraphs of an answer belong together."""
    turns = list(turns[next((place for place, turn in enumerate(turns) if turn.asks), len(turns)) :])
    if len(turns) > 2 and not turns[-1].asks and not turns[-2].asks and _is_coda(turns[-1].text, headline):
        turns.pop()
    asked: list[tuple[list[Turn], list[Turn]]] = []
    for turn in turns:
        if turn.asks and (not asked or asked[-1][1]):
            asked.append(([], []))
        asked[-1][not turn.asks].append(turn)
    return [
        QuestionAnswer(
            "\n\n".join(turn.text for turn in questions),
            "\n\n".join(turn.text for turn in answers),
            next((turn.speaker for turn in questions if turn.speaker), interviewer),
            next((turn.speaker for turn in answers if turn.speaker), interviewee),
        )
        for questions, answers in asked
        if answers
    ]


def _by_speaker(blocks: Sequence[Block], people: Sequence[Person]) -> list[Turn]:
    """The turns of a text that prints its speakers; none when it does not."""
    labels = [_label(block) for block in blocks]
    spoken = Counter(label for label in labels if label)
    usual = {label for label, times in spoken.items() if times >= 2}
    if len(usual) < 2 or sum(spoken[label] for label in usual) < 2 * FEWEST:
        return []
    askers = _askers(blocks, labels, usual, people)
    if not askers or askers == usual:
        return []
    turns: list[Turn] = []
    for block, label in zip(blocks, labels, strict=True):
        if label in usual:
            printed = None if fold(label) in ASKER | ANSWERER else label
            text = block.text.split(":", 1)[1].strip()
            turns.append(Turn(text, label in askers, printed))
        elif turns and not _is_subheading(block):
            turns.append(Turn(block.text, False, None if turns[-1].asks else turns[-1].speaker))
    return turns


def _label(block: Block) -> str | None:
    """The speaker printed before a block's text."""
    match = SPEAKER.match(block.text)
    return match[1] if match and count(match[1]) <= SPEAKER_WORDS else None


def _askers(
    blocks: Sequence[Block], labels: Sequence[str | None], usual: set[str], people: Sequence[Person]
) -> set[str]:
    """Which of the speakers ask: those called so or credited for it, else the one who most often ends in "?"."""
    credited = {fold(person.name) for person in people if person.role == "interviewer"}
    called = {
        label
        for label in usual
        if fold(label) in ASKER or fold(label) in credited or any(name.endswith(f" {fold(label)}") for name in credited)
    }
    if called:
        return called
    asks = {
        label: sum(block.text.endswith("?") for block, said in zip(blocks, labels, strict=True) if said == label)
        / labels.count(label)
        for label in usual
    }
    most = max(asks, key=asks.get)
    return {most} if asks[most] >= ASKED else set()


def _by_style(blocks: Sequence[Block], is_said: bool) -> list[Turn]:
    """The turns of a text whose questions are set in bold, named by their class or set as headings."""
    for is_question in (_is_named, _is_bold, _is_heading):
        turns = _turns(blocks, is_question)
        questions = [turn.text for turn in turns if turn.asks]
        if len(questions) < FEWEST or sum(text.endswith("?") for text in questions) < ASKED * len(questions):
            continue
        if not _is_throughout(blocks, turns):
            continue
        if is_said or (is_question is not _is_heading and _is_dialogue(turns)):
            return turns
    return []


def _is_throughout(blocks: Sequence[Block], turns: Sequence[Turn]) -> bool:
    """Whether the questions are what the text is made of, not a box in it or titles of its chapters."""
    questions = {turn.text for turn in turns if turn.asks}
    asked = sum(count(turn.text) for turn in turns)
    chapters = sum(_is_subheading(block) and block.text not in questions for block in blocks)
    words = sum(block.words for block in blocks)
    return asked >= (1 - BEGINS_WITHIN) * words and chapters <= CHAPTERS * len(questions)


def _is_dialogue(turns: Sequence[Turn]) -> bool:
    """Whether two people talk: questions address somebody, answers say "I"."""
    pairs = _paired(turns, None, None, None)
    addressed = sum(SECOND_PERSON.search(pair.question) is not None for pair in pairs)
    personal = sum(FIRST_PERSON.search(pair.answer) is not None for pair in pairs)
    return addressed >= ADDRESSED * len(pairs) and personal >= PERSONAL * len(pairs)


def _turns(blocks: Sequence[Block], is_question) -> list[Turn]:
    turns: list[Turn] = []
    for block in blocks:
        if is_question(block):
            turns.append(Turn(block.text, True))
        elif (
            is_question is _is_bold and block.lead.endswith("?") and len(block.lead) < len(" ".join(block.text.split()))
        ):
            turns.append(Turn(block.lead, True))
            turns.append(Turn(" ".join(block.text.split())[len(block.lead) :].strip(), False))
        elif turns and not _is_subheading(block):
            turns.append(Turn(block.text, False))
    return turns


def _is_named(block: Block) -> bool:
    return block.tag == "dt" or QUESTION_CLASS.search(block.element.get("class") or "") is not None


def _is_bold(block: Block) -> bool:
    """Whether all of a block is bold, and a question rather than a title."""
    if not block.bold_chars or block.words > QUESTION_WORDS or block.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
        return False
    is_bold = all(run.bold for run in block.runs if run.text.strip())
    return is_bold and (block.text[-1] in '?.…!”"’)' or "?" in block.text)


def _is_heading(block: Block) -> bool:
    return block.tag in ("h2", "h3", "h4", "h5", "h6") and "?" in block.text


def _is_subheading(block: Block) -> bool:
    return block.tag in ("h2", "h3", "h4", "h5", "h6")


def _is_coda(text: str, headline: str | None) -> bool:
    """Whether a paragraph under the last answer is the magazine's note on the thing talked about."""
    about = set(fold(headline or "").split())
    return count(text) <= CODA_WORDS and CODA.search(text) is not None and len(about & set(fold(text).split())) >= 2


def _interviewee(blocks: Sequence[Block], headline: str | None) -> str | None:
    """Who was asked, where a line at the end or the headline says it."""
    for block in blocks:
        match = TALKED_TO.match(block.text) if block.reason in ("the byline", "the date") else None
        if match:
            return match[1]
    for pattern in (NAMED_FIRST, NAMED_ON):
        match = pattern.search(headline or "")
        if match:
            return match[1]
    return None
