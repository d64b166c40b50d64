"""What invented people hope for, have agreed on and say of themselves on the scale. Days count back from today."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ExamplePlan:
    """`scale`: (days ago, own number, the coach's). `due_in`: days until the step is asked about.

    `around`: (role, name, workplace, called to a SIP).
    """

    hopes: str
    works: str
    resources: str
    goals: str
    step: str
    due_in: int
    done: str
    homework: str
    promise: str
    scale: tuple[tuple[int, int, int | None], ...]
    around: tuple[tuple[str, str, str, bool], ...]


PLANS = (
    ExamplePlan(
        hopes="Att kunna åka till jobbet själv, och ha ork kvar när dagen är slut.",
        works="Kommer till skogsgruppen när någon möter vid hållplatsen.",
        resources="Bra på att laga saker. Systern ringer varje söndag.",
        goals="Två förmiddagar i veckan på en arbetsplats före sommaren.",
        step="Åka buss 12 till skogsgruppen på tisdag.",
        due_in=2,
        done="Gick ner till busshållplatsen och tillbaka.",
        homework="Skriva upp en sak om dagen som gick bra.",
        promise="Ordna busskort.",
        scale=((25, 2, None), (18, 3, 4), (11, 3, 4), (2, 5, 5)),
        around=(
            ("doctor", "Påhittad Läkarsson", "Vårdcentralen Påhittet", True),
            ("relative", "Systern", "", False),
        ),
    ),
    ExamplePlan(
        hopes="Att ha något att gå upp till, och att pengarna räcker månaden ut.",
        works="Är uppe före nio de dagar vi ses.",
        resources="Talar fyra språk. Vana från lagerarbete.",
        goals="Läsa in svenska som andraspråk och söka praktik i butik.",
        step="Ringa studie- och yrkesvägledaren tillsammans på torsdag.",
        due_in=4,
        done="Skrev under anmälan till Komvux.",
        homework="Läsa en sida om dagen.",
        promise="Boka tid hos vägledaren.",
        scale=((22, 4, None), (9, 5, 5), (1, 6, 6)),
        around=(("study_counsellor", "Påhittad Vägledarsson", "Komvux Påhittköping", False),),
    ),
    ExamplePlan(
        hopes="Lugn och ro, och att någon tror att det går.",
        works="Svarar på sms samma dag.",
        resources="Tålamod. En hund som behöver promenader.",
        goals="Komma till teamet en gång i veckan utan att behöva ställa in.",
        step="Komma en kvart tidigare nästa gång och dricka kaffe först.",
        due_in=-1,
        done="Kom fast natten varit dålig.",
        homework="Gå en annan runda med hunden.",
        promise="Skicka ett sms dagen före.",
        scale=((26, 3, 3), (12, 2, 4), (3, 4, 4)),
        around=(
            ("housing_support", "Påhittad Stödsson", "Boendestödet Påhittköping", True),
            ("psychologist", "Påhittad Psykologsson", "Öppenvården Påhittet", True),
        ),
    ),
    ExamplePlan(
        hopes="Att få vara med och bestämma hur dagarna ser ut.",
        works="Arbetsträningen på måndagar.",
        resources="Noggrann, och lär sig genom att se andra göra.",
        goals="Fler timmar på arbetsplatsen efter nyår.",
        step="Fråga handledaren på platsen om en eftermiddag till.",
        due_in=6,
        done="Visade den nya på jobbet hur kassan fungerar.",
        homework="Tänka ut vad som gör en bra dag.",
        promise="Vara med på mötet med arbetsplatsen.",
        scale=((28, 5, None), (14, 6, 6), (4, 7, 6)),
        around=(("workplace", "Påhittad Handledarsson", "Påhittade Butiken", False),),
    ),
)
