"""Invented people: names of ten cultures, and the forms in which a name is written."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from benchmarks.safe_harbor.wordlists import names


@dataclass(frozen=True, slots=True)
class Culture:
    """Given names of men and women, and surnames, that go together."""

    men: tuple[str, ...]
    women: tuple[str, ...]
    surnames: tuple[str, ...]


ANGLO = Culture(
    names(
        "James, Robert, Walter, Gary, Thomas, Harold, Derek, Ethan, Logan, Clarence, Will, Mark"
    ),
    names(
        "Mary, Linda, Dorothy, Susan, Ashley, Megan, Beatrice, Joyce, Grace, Hope, April, Tracy"
    ),
    names(
        "Smith, Johnson, Thompson, Whitaker, O'Brien, McAllister, Fitzgerald, Harrington, Ellis, "
        "Prescott, Holloway, Dunning, MacDonald, St. Clair, Hughes-Davies, Abernathy, Pickett"
    ),
)
CULTURES: tuple[Culture, ...] = (
    ANGLO,
    ANGLO,
    ANGLO,
    Culture(
        names("José, Luis Miguel, Carlos, Alejandro, Juan Carlos, Héctor, Ramón, Javier, Jesus"),
        names("María, Guadalupe, Carmen, Ana Lucía, Rosa, Ximena, Esperanza, Luz, Yolanda"),
        names(
            "García, Hernández-López, de la Cruz, Rodríguez, Muñoz, Castañeda, Del Toro, Ortiz, "
            "Villanueva, Peña, Gutierrez, Sandoval Ruiz"
        ),
    ),
    Culture(
        names("Mohammed, Ahmad, Khalid, Yusuf, Omar, Tariq, Abdul Rahman, Ibrahim, Faisal"),
        names("Fatima, Aisha, Layla, Noor, Zainab, Maryam, Huda, Salma, Amal"),
        names(
            "Al-Masri, Haddad, el-Sayed, Khoury, bin Rashid, Al Farsi, Abdallah, Nasser, Hussein, "
            "Mansour, Qureshi, Barakat"
        ),
    ),
    Culture(
        names("Rajesh, Arjun, Venkatesh, Sanjay, Harpreet, Imran, Vikram, Ganesh, Suresh"),
        names("Priya, Lakshmi, Anjali, Sunita, Kavitha, Meena, Deepa, Asha, Gurleen"),
        names(
            "Patel, Krishnamurthy, Iyer, Singh, Chaudhary, Reddy, Banerjee, Subramanian, Kaur, "
            "Gupta, Nair, Wickramasinghe, Rao"
        ),
    ),
    Culture(
        names("Wei, Hiroshi, Min-jun, Jian, Kenji, Van Minh, Xiaoming, Takeshi, Sung-ho"),
        names("Mei, Yuki, Ji-woo, Xiu Ying, Thi Lan, Akiko, Hye-jin, Lihua, Sakura"),
        names("Li, Wang, Nguyen, Kim, Tanaka, Ng, Zhang, Park, Xu, Nakamura, Tran, Ouyang, Yoo"),
    ),
    Culture(
        names("Dmitri, Piotr, Ivan, Zbigniew, Aleksandr, Miloš, Oleh, Václav, Bogdan"),
        names("Svetlana, Agnieszka, Olga, Małgorzata, Natalia, Jelena, Ludmila, Oksana, Zofia"),
        names(
            "Ivanov, Kowalczyk, Petrović, Szczepański, Dvořák, Shevchenko, Wójcik, Novak, Horvat, "
            "Brzezinski, Kuznetsova, Zelenko"
        ),
    ),
    Culture(
        names("Jürgen, Karl-Heinz, Wolfgang, Dieter, Stefan, Friedrich, Otto, Ulrich"),
        names("Ursula, Heike, Anneliese, Gisela, Brigitte, Käthe, Helga, Sabine"),
        names(
            "Müller, von Braunschweig, Schäfer, Groß, Zimmermann, Köhler, van der Berg, Schultz, "
            "Weiß, Hoffmann-Kraus, Vogel, Bauer"
        ),
    ),
    Culture(
        names("Jean-Luc, François, Étienne, Benoît, Guillaume, René, Pascal, Rémi"),
        names("Geneviève, Hélène, Marie-Claire, Chloé, Solange, Océane, Brigitte, Zoé"),
        names(
            "Lefèvre, Dubois, d'Aubigné, Le Goff, Beauchamp, Tremblay, de Montfort, Gagnon, "
            "Saint-Pierre, Côté, L'Heureux, Bélanger"
        ),
    ),
    Culture(
        names("Lars, Bjørn, Anders, Søren, Magnus, Håkon, Mikko, Gunnar"),
        names("Astrid, Ingrid, Sigrún, Åsa, Kirsten, Solveig, Aino, Freja"),
        names(
            "Johansson, Ødegård, Lindqvist, Håkansson, Nielsen, Korhonen, Bergström, "
            "Guðmundsdóttir, Sørensen, af Ugglas, Halvorsen, Virtanen"
        ),
    ),
    Culture(
        names("Kwame, Chukwuemeka, Tendai, Oluwaseun, Sipho, Kofi, Abebe, Babajide"),
        names("Ngozi, Amina, Thandiwe, Akosua, Wanjiru, Folasade, Zanele, Adaeze"),
        names(
            "Okafor, Mensah, Ndlovu, Adeyemi, Nkosi, Mwangi, Tesfaye, Diallo, Onyekachi, Asante, "
            "Oyelaran, Banda"
        ),
    ),
)
# Surnames that are also words, months, body parts, eponyms or places.
AMBIGUOUS = names(
    "Parkinson, Hodgkin, Long, Young, Brown, White, Green, Graves, Wilson, Baker, Bell, Cushing, "
    "Crohn, Foley, Swan, Short, May, Small, Sharp, Bone, Hand, Foote, Head, Legg, Payne, Rich, "
    "Black, Gray, Price, Day, Field, Bush, Wood, Stone, Cook, Hill, Rivers, Banks, Early, Best, "
    "Good, Little, Strong, Ward, Case, Page, Church, Bishop, Marsh, Waters, Frost, Winter, "
    "Addison, Down, Turner, Murphy, Paget, Barrett, Whipple, Jones, Lincoln, Washington, London, "
    "Knight, Doctor, Nurse, Sellers, Fall, Blood, Gall, Love, Chance, Moody, Weeks, Brooks"
)
AMBIGUOUS_SHARE = 0.12


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented. `middle` is an initial; `ambiguous`: the surname has another meaning."""

    given: str
    middle: str
    surname: str
    female: bool
    ambiguous: bool

    @property
    def initials(self) -> str:
        """Three letters, as at the end of a dictation."""
        return f"{self.given[0]}{self.middle}{self.surname[0]}".upper()


def draw_person(draw: Random, surname: str | None = None) -> Person:
    """Somebody new; a relative with the surname that is given."""
    culture = draw.choice(CULTURES)
    female = draw.random() < 0.5
    given = draw.choice(culture.women if female else culture.men)
    ambiguous = surname in AMBIGUOUS
    if surname is None:
        ambiguous = draw.random() < AMBIGUOUS_SHARE
        surname = draw.choice(AMBIGUOUS if ambiguous else culture.surnames)
    return Person(given, draw.choice("ABCDEFGHJKLMNPRSTW"), surname, female, ambiguous)


def in_header(person: Person, draw: Random) -> str:
    """As forms and lists write a name: mostly the surname first."""
    given, middle, surname = person.given, person.middle, person.surname
    return draw.choice(
        (
            f"{surname}, {given}",
            f"{surname}, {given} {middle}",
            f"{surname.upper()}, {given.upper()} {middle}",
            f"{surname.upper()}, {given}",
            f"{given} {surname}",
            f"{given} {middle}. {surname}",
            f"{given.upper()} {surname.upper()}",
            f"{surname},{given}",
        )
    )


def in_prose(person: Person, draw: Random) -> str:
    """As a sentence writes a whole name."""
    given, middle, surname = person.given, person.middle, person.surname
    return draw.choice(
        (
            f"{given} {surname}",
            f"{given} {surname}",
            f"{given} {middle}. {surname}",
            f"{given[0]}. {surname}",
            f"{given[0]}.{middle}. {surname}",
        )
    )


def in_dicom(person: Person) -> str:
    """As a DICOM header writes it: PS3.5 section 6.2.1, components divided by carets."""
    return f"{person.surname.upper()}^{person.given.upper()}^{person.middle}"
