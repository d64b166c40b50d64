"""What stands on each blank: for a pen, in the order in which one talks. The easy words are the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from django.utils.translation import gettext_lazy as _

from samsteg.participants.enums import IncomeSource
from samsteg.participants.way.enums import Education, Occupation


class Kind(Enum):
    """How much room there is: a line beside the words, lines below them, numbers to ring, boxes, or words alone."""

    LINE = auto()
    TEXT = auto()
    SCALE = auto()
    BOXES = auto()
    WORDS = auto()
    HEADING = auto()
    SIGN = auto()


@dataclass(frozen=True, slots=True)
class Item:
    """`easy` is said instead of `label` in easy Swedish, where it is given."""

    kind: Kind
    label: object
    easy: str = ""
    lines: int = 3
    boxes: Callable[[], tuple[str, ...]] = tuple


@dataclass(frozen=True, slots=True)
class BlankPaper:
    title: object
    easy: str
    about: object
    items: tuple[Item, ...]


def _line(label: object, easy: str = "") -> Item:
    return Item(Kind.LINE, label, easy)


def _text(label: object, easy: str = "", lines: int = 3) -> Item:
    return Item(Kind.TEXT, label, easy, lines)


def _boxes(label: object, *choices: object, easy: str = "") -> Item:
    return Item(Kind.BOXES, label, easy, boxes=lambda: tuple(str(one) for one in choices))


def _labels(label: object, choices: type[Occupation | Education | IncomeSource], easy: str = "") -> Item:
    return Item(Kind.BOXES, label, easy, boxes=lambda: tuple(str(one.label) for one in choices))


FIRST_NAME_KEY = "fornamn-i-delad-grupp"
NAME = _line(_("Name"), "Ditt namn")
DAY = _line(_("Day"))
SCALE = Item(
    Kind.SCALE,
    _("Where do you stand today, from 0 to 10?"),
    "Hur är det i dag? 0 är sämst. 10 är bäst.",
)
STUDY_VISIT = BlankPaper(
    _("Study visit"),
    "Studiebesök",
    _("The first time somebody comes to see how it is."),
    (
        NAME,
        DAY,
        _line(_("Who came along"), "Vem kom med dig?"),
        _text(_("What do you hope that the team can help you with?"), "Vad vill du ha hjälp med?"),
        _text(_("What did you ask?"), "Vad vill du fråga?"),
        _boxes(
            _("What do you say now?"),
            _("I want to start"),
            _("I am thinking it over"),
            _("No"),
            _("Not at this time"),
            easy="Vad säger du nu?",
        ),
        _text(_("What happens next, and who gets in touch?"), "Vad händer sen? Vem hör av sig?", 2),
    ),
)
INTAKE = BlankPaper(
    _("The start"),
    "Start i teamet",
    _("What one agrees on when somebody starts."),
    (
        NAME,
        _line(_("First day")),
        _line(_("Your coach"), "Din handledare"),
        _labels(_("What do you live on?"), IncomeSource, "Vad lever du på? Kryssa."),
        _line(
            _("How long have you had support, in years and months?"),
            "Hur länge har du fått pengar från det allmänna?",
        ),
        _labels(_("What do you do now?"), Occupation, "Vad gör du nu?"),
        _labels(_("Your education"), Education, "Vilken skola har du gått?"),
        _line(_("Last day of the trial period"), "Du provar till och med den här dagen"),
        _line(_("Planned last day"), "Du planerar att sluta den här dagen"),
        _line(
            _("First follow-up: day, time and place"),
            "Första mötet för att se hur det går: dag, tid och plats",
        ),
        _boxes(
            _("How do you want to be reached?"),
            _("Telephone"),
            _("Text message"),
            _("Mail"),
            _("Letter"),
            easy="Hur ska vi nå dig?",
        ),
        _line(_("Interpreter, in which language?"), "Behöver du tolk? Vilket språk?"),
        _line(
            _("Whom may we call if something happens: name and telephone"),
            "Vem ska vi ringa om något händer? Namn och telefon",
        ),
        Item(Kind.HEADING, _("The one who refers")),
        Item(
            Kind.WORDS,
            _("I take part in follow-ups, the first after one to two months and then every third month."),
        ),
        Item(Kind.SIGN, _("Signature")),
    ),
)
PLAN = BlankPaper(
    _("Plan"),
    "Min plan",
    _("Best hopes, what works, the scale and the next small step."),
    (
        NAME,
        DAY,
        _text(_("What are your best hopes?"), "Vad önskar du mest?"),
        _text(_("What works already?"), "Vad fungerar redan?"),
        SCALE,
        _text(_("What makes it that number and not lower?"), "Varför är det inte lägre?", 2),
        _text(_("Your strengths, and who supports you"), "Vad är du bra på? Vem hjälper dig?"),
        _text(_("What is in the way?"), "Vad är svårt?"),
        _text(_("Your goals"), "Dina mål"),
        _text(
            _("Your next small step, and when we talk about it"),
            "Ditt nästa lilla steg. När pratar vi om det?",
            2,
        ),
        _text(_("To try until we meet again"), "Prova det här tills vi träffas igen", 2),
        _text(_("What the team promises"), "Det här lovar teamet", 2),
    ),
)
FOLLOW_UP = BlankPaper(
    _("Follow-up"),
    "Möte för att se hur det går",
    _("Minutes of the three-month meeting."),
    (
        NAME,
        DAY,
        _line(_("Who is here"), "Vilka är med?"),
        _text(
            _("What did we agree on last time, and how did it go?"),
            "Vad bestämde vi förra gången? Hur gick det?",
        ),
        _text(_("What is better since last time?"), "Vad är bättre än förra gången?"),
        SCALE,
        _text(_("About work, work training and studies"), "Om arbete, praktik och studier"),
        _text(_("What we agree on: who does what, and when"), "Vad bestämmer vi? Vem gör vad, och när?", 4),
        _line(_("Next meeting: day, time and place"), "Nästa möte: dag, tid och plats"),
        Item(Kind.WORDS, _("What may be told, and to whom, follows from the participant's consents.")),
    ),
)
BEFORE = BlankPaper(
    _("Before the meeting"),
    "Innan vi träffas",
    _("To fill in at home, for the participant."),
    (
        NAME,
        _text(_("What has gone well?"), "Vad har gått bra?", 5),
        _text(_("What do you want to talk about?"), "Vad vill du prata om?", 5),
        SCALE,
        _text(
            _("Is there anything you don't want to talk about when others are there?"),
            "Är det något du inte vill prata om när andra är med?",
        ),
    ),
)
EXIT = BlankPaper(
    _("The exit"),
    "När du slutar",
    _("The participant's own words, and what happens next."),
    (
        NAME,
        DAY,
        _text(
            _("What has the time with the team meant to you?"), "Vad har tiden i teamet betytt för dig?", 5
        ),
        _text(_("What could the team do better?"), "Vad kan teamet göra bättre?", 4),
        SCALE,
        _labels(_("What do you do now?"), Occupation, "Vad gör du nu?"),
        _labels(_("What do you live on?"), IncomeSource, "Vad lever du på? Kryssa."),
        _text(_("What happens next, and who supports you?"), "Vad händer sen? Vem hjälper dig?"),
        Item(
            Kind.WORDS,
            _("Your consents end when you leave. Ask your coach what happens to what is stored about you."),
        ),
    ),
)
QUEUE_LETTER = BlankPaper(
    _("You still have your place in the queue"),
    "Du har kvar din plats i kön",
    _("A letter to send while somebody waits."),
    (
        DAY,
        _line(_("Hello"), "Hej"),
        _line(_("You have been waiting since"), "Du har väntat sedan"),
        Item(
            Kind.WORDS,
            _(
                "We have not forgotten you, and your place is kept. We get in touch when there "
                "is a place. You needn't do anything."
            ),
        ),
        Item(
            Kind.WORDS,
            _(
                "If something has changed, or you no longer want to wait, call us or ask the one who helped you to us."
            ),
        ),
        _line(_("You reach us at"), "Så når du oss"),
        Item(Kind.WORDS, _("Kind regards")),
    ),
)
FIRST_NAME = BlankPaper(
    _("First name in a shared group"),
    "Ditt förnamn i gruppen",
    _("That another team may know the first name of somebody in a group that is held together."),
    (
        NAME,
        _line(_("The group"), "Vilken grupp"),
        _line(_("The other team"), "Det andra teamet"),
        Item(
            Kind.WORDS,
            _(
                "The group is held together with another team. I let those who work there know my first name, in the "
                "roll call of this group. They are told nothing else about me."
            ),
            "Du är i en grupp som två team har tillsammans. De som jobbar i det andra teamet får veta ditt förnamn. "
            "De får bara se det i den här gruppen. De får inte veta något annat om dig.",
        ),
        Item(
            Kind.WORDS,
            _("It holds for a year at most, and as long as I am in the group."),
            "Det gäller i ett år som mest. Det slutar gälla när du slutar i gruppen.",
        ),
        Item(
            Kind.WORDS,
            _(
                "I may say no, and nothing is changed for me. I may take it back at any time by telling my coach."
            ),
            "Du får säga nej. Då ändras ingenting för dig. Du får ändra dig när du vill. Säg det till din handledare.",
        ),
        Item(
            Kind.WORDS,
            _(
                "What somebody has heard can't be unheard. Each time they see my name it is logged with my team."
            ),
            "Det som någon redan har hört går inte att ta tillbaka. Teamet kan se när någon har läst ditt namn.",
        ),
        _boxes(_("What do you say?"), _("Yes"), _("No"), easy="Vad säger du?"),
        DAY,
        Item(Kind.SIGN, _("Signature")),
    ),
)
# The end of each blank's address. The referral form and the consent form have makers of their own.
PAPERS: Mapping[str, BlankPaper] = {
    "studiebesok": STUDY_VISIT,
    "koebrev": QUEUE_LETTER,
    "start": INTAKE,
    "plan": PLAN,
    "infor-motet": BEFORE,
    "uppfoljning": FOLLOW_UP,
    "avslut": EXIT,
    FIRST_NAME_KEY: FIRST_NAME,
}
