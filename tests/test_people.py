from string import ascii_lowercase, ascii_uppercase

import pytest

from pipelines.names import is_name, stated_names
from pipelines.people import credits, is_label
from pipelines.statedpeople import Stated
from pipelines.structured import MAX_ENTRIES


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("By Ada Barn", [("Ada Barn", "author")]),
        ("by Ada Barn and Ben Tawny | 17 August 2026", [("Ada Barn", "author"), ("Ben Tawny", "author")]),
        ("By Ada Barn, Senior Editor, and Ben Tawny", [("Ada Barn", "author"), ("Ben Tawny", "author")]),
        ("Words: Ada Barn. Photography: Ben Tawny.", [("Ada Barn", "author"), ("Ben Tawny", "photographer")]),
        ("by Ada Barn, photographs by Ben Tawny", [("Ada Barn", "author"), ("Ben Tawny", "photographer")]),
        ("Photos and words: Ada Barn", [("Ada Barn", "author")]),
        ("By Ada Barn. Translated by Ben Tawny", [("Ada Barn", "author"), ("Ben Tawny", "translator")]),
        ("Interview: Ada Barn. Portrait: Ben Tawny", [("Ada Barn", "interviewer"), ("Ben Tawny", "photographer")]),
        ("Interview by Ada Barn", [("Ada Barn", "interviewer")]),
        ("Olga Uhu was talking to Ada Barn.", [("Ada Barn", "interviewer")]),
        ("Written by Ada Barn Edited by: Ben Tawny", [("Ada Barn", "author"), ("Ben Tawny", "editor")]),
        ("Posted by Ada Barn on August 21, 2019", [("Ada Barn", "author")]),
        ("von Ada Kähler", [("Ada Kähler", "author")]),
        (
            "Text: Ada Kähler / Fotos: Ben van der Eule",
            [("Ada Kähler", "author"), ("Ben van der Eule", "photographer")],
        ),
        ("Übersetzung: Ada Kähler", [("Ada Kähler", "translator")]),
        ("Propos recueillis par Ada Hibou", [("Ada Hibou", "interviewer")]),
        ("Par Ada d'Orme et Ben Hibou", [("Ada d'Orme", "author"), ("Ben Hibou", "author")]),
        ("Intervista di Ada Gufo", [("Ada Gufo", "interviewer")]),
        ("Por Ada Búho y Ben Lechuza", [("Ada Búho", "author"), ("Ben Lechuza", "author")]),
        ("Af Ada Ugle Foto: Ben Ugle", [("Ada Ugle", "author"), ("Ben Ugle", "photographer")]),
        ("Автор: Анна Совина, фото: Пётр Лунь", [("Анна Совина", "author"), ("Пётр Лунь", "photographer")]),
        ("Беседовала Анна Совина", [("Анна Совина", "interviewer")]),
        ("Κείμενο: Άννα Μπούφου", [("Άννα Μπούφου", "author")]),
        ("By Olga Uhu, as told to Ada Barn", [("Olga Uhu", "author"), ("Ada Barn", "interviewer")]),
        ("By ADA BARN and BEN TAWNY, Meadow Press", [("Ada Barn", "author"), ("Ben Tawny", "author")]),
        ("By Ada Barn | Associated Press", [("Ada Barn", "author")]),
        ("By Ada Barn in Grey Lodge, Ben Tawny in Owlham", [("Ada Barn", "author"), ("Ben Tawny", "author")]),
        ("By Ada Barn in Stories, River Life", [("Ada Barn", "author")]),
        ("By Bill Press", [("Bill Press", "author")]),
        ("By A. J. Neal", [("A. J. Neal", "author")]),
        ("By Ada Barn, MD, and Ben Tawny, RN", [("Ada Barn", "author"), ("Ben Tawny", "author")]),
        ("By Ada (Owl) Barn", [("Ada (Owl) Barn", "author")]),
        ("By Ada Barn and Ben 'Hoot' Tawny", [("Ada Barn", "author"), ("Ben 'Hoot' Tawny", "author")]),
    ],
)
def test_credit_names_people_and_what_they_did(line, people):
    assert [(person.name, person.role) for person in credits(line)] == people


@pytest.mark.parametrize(
    "line",
    [
        "Halyard staff",
        "The Editors",
        "by the team at Grindle Mill",
        "A story by the sea",
        "By Friday the owls had gone",
        "Stand by Me",
        "By Ada Barn " + "who watches owls " * 20,
        "",
    ],
)
def test_line_without_a_credit_names_nobody(line):
    assert credits(line) == []


def test_credit_is_kept_as_printed():
    assert credits("Words: Ada Barn")[0].raw == "Words: Ada Barn"


def test_label_may_stand_on_a_line_of_its_own():
    assert is_label("Written by")
    assert is_label("Photos:")
    assert not is_label("By Ada Barn")


def test_stated_names_are_people_teams_with_a_name_and_pen_names():
    stated = ["Ada Barn, Ben Tawny, and Cid Uhu", "ibby", "Meadow Staff", "The Meadow Team", "Ada Barn, MD"]
    assert stated_names(stated) == ["Ada Barn", "Ben Tawny", "Cid Uhu", "ibby", "Meadow Staff", "The Meadow Team"]


def test_couple_with_first_names_is_two_people():
    assert stated_names(["Ada and Ben"]) == ["Ada", "Ben"]


def test_team_named_with_people_is_kept():
    assert stated_names(["Ada Barn, Ben Tawny, and Meadow Research Team"])[-1] == "Meadow Research Team"


@pytest.mark.parametrize(
    "name", ["admin", "q_admin", "The Editors", "Meadow staff", "https://x.example/ada", "123", ""]
)
def test_stated_names_of_nobody_are_left_out(name):
    assert stated_names([name]) == []


def test_jobs_and_companies_are_no_names():
    assert is_name("Ada Barn")
    assert is_name("A. J. Neal")
    assert not is_name("Senior Editor")
    assert not is_name("Ada")
    assert not is_name("The Meadow")


def test_of_thousands_of_stated_authors_the_first_are_looked_at():
    names = [f"Ada {first}{last}" for first in ascii_uppercase for last in ascii_lowercase]
    ((_, people),) = Stated([("meta author", names)], [], []).people
    assert [person.name for person in people] == names[:MAX_ENTRIES]
