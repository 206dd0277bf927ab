"""Invented people: other names of the same ten cultures, written in other forms too."""

from __future__ import annotations

from random import Random

from benchmarks.safe_harbor.people import Culture, Person
from benchmarks.safe_harbor.wordlists import names

ANGLO = Culture(
    names(
        "William, Charles, Donald, Kevin, Raymond, Tyler, Stanley, Vernon, Scott, Bill, Dale, "
        "Frank, Chase, Neville, Desmond"
    ),
    names(
        "Barbara, Patricia, Carol, Sharon, Doris, Kimberly, Eleanor, Brittany, Maureen, June, "
        "Dawn, Faith, Joy, Heather, Philippa"
    ),
    names(
        "Williams, Miller, Davis, Anderson, Crawford, O'Connor, McCarthy, Featherstone, Kendrick, "
        "Sutherland, Ashworth, Mackenzie, Fitzpatrick, Smith-Jenkins, St. John, Tuttle, Boggs, "
        "Delacroix, Hargrove, Winslow"
    ),
)
CULTURES: tuple[Culture, ...] = (
    ANGLO,
    ANGLO,
    ANGLO,
    Culture(
        names("Miguel Ángel, Francisco, Raúl, Eduardo, Joaquín, Santiago, Ernesto, Ángel, Tomás"),
        names("Concepción, Beatriz, Verónica, Dolores, Maricela, Pilar, Josefina, Inés, Socorro"),
        names(
            "Martínez, González, Ramírez-Vega, de León, Vásquez, Núñez, Ibarra, Zúñiga, "
            "Echeverría, de los Santos, Quiñones, Cabrera Molina, Salazar"
        ),
    ),
    Culture(
        names("Hassan, Mustafa, Bilal, Samir, Walid, Ziad, Abdulaziz, Nabil, Hamza"),
        names("Khadija, Rania, Yasmin, Samira, Nadia, Hala, Amira, Dalal, Sawsan"),
        names(
            "Al-Khatib, el-Masry, Hamdan, Saleh, Bin Saeed, Abu Zayd, Darwish, Siddiqui, Malik, "
            "Al Hashimi, Shaheen, Jaber"
        ),
    ),
    Culture(
        names("Anil, Ramesh, Karthik, Rohan, Manjit, Naveen, Prakash, Siddharth, Gopal"),
        names("Shreya, Padma, Radhika, Jyoti, Neha, Parvati, Simran, Usha, Vasantha"),
        names(
            "Sharma, Venkataraman, Mukherjee, Desai, Menon, Dhillon, Agarwal, Pillai, Gill, "
            "Chatterjee, Jayawardena, Bose, Naidu"
        ),
    ),
    Culture(
        names("Jun, Satoshi, Dong-hyun, Bo, Zhiqiang, Van Hai, Haruto, Kwang-soo, Guang"),
        names("Ling, Haruka, Soo-jin, Xiaoyan, Thi Hoa, Michiko, Eun-ji, Fang, Naoko"),
        names(
            "Chen, Liu, Pham, Lee, Yamamoto, Wu, Huang, Choi, Zhao, Watanabe, Le, Situ, Vo, Hsieh"
        ),
    ),
    Culture(
        names("Sergei, Tomasz, Yuri, Krzysztof, Vladimir, Đorđe, Taras, Jiří, Mirosław"),
        names("Tatiana, Katarzyna, Irina, Bożena, Ekaterina, Milica, Halyna, Ivana, Danuta"),
        names(
            "Smirnov, Nowak, Jovanović, Krzyżanowski, Černý, Kovalenko, Wiśniewska, Babić, Popov, "
            "Zielinski, Volkova, Hruška"
        ),
    ),
    Culture(
        names("Günther, Hans-Peter, Klaus, Matthias, Heinrich, Rainer, Manfred, Jörg"),
        names("Ingeborg, Renate, Hannelore, Monika, Gertrud, Bärbel, Elke, Petra"),
        names(
            "Fischer, von der Heide, Krüger, Voß, Neumann, Böhm, ten Brink, Krause, Strauß, "
            "Meyer-Lindt, Lehmann, Pfeiffer"
        ),
    ),
    Culture(
        names("Jean-Baptiste, Gérard, Thierry, Aurélien, Loïc, Didier, Frédéric, Yves"),
        names("Françoise, Thérèse, Anne-Sophie, Maëlle, Odile, Véronique, Sylvie, Noémie"),
        names(
            "Moreau, Lemaître, d'Entremont, La Rivière, Bouchard, Gauthier, du Plessis, "
            "Thériault, Saint-Jean, Fortin, L'Écuyer, Pelletier"
        ),
    ),
    Culture(
        names("Erik, Jørgen, Nils, Åke, Torbjørn, Jukka, Einar, Rasmus"),
        names("Birgit, Sigrid, Þóra, Märta, Liv, Päivi, Annika, Gudrun"),
        names(
            "Andersson, Sjöberg, Kristiansen, Mäkinen, Østergaard, Jónsdóttir, Ångström, Dahl, "
            "von Essen, Lund, Nygård, Rasmussen"
        ),
    ),
    Culture(
        names("Emeka, Kwabena, Themba, Ayodele, Juma, Tesfalem, Mamadou, Chidi"),
        names("Nkechi, Abena, Nomvula, Yewande, Makena, Fatou, Lindiwe, Ifeoma"),
        names(
            "Eze, Owusu, Dlamini, Ogunleye, Kamau, Gebremariam, Traoré, Nwosu, Boateng, Mutasa, "
            "Abubakar, Sithole"
        ),
    ),
)
# Surnames that are also words, months, body parts, eponyms or places.
AMBIGUOUS = names(
    "Hunter, Cooper, Rose, March, August, Summers, Winters, Holiday, Noon, Burns, Cross, Fox, "
    "Gore, Lamb, Pace, Quick, Savage, Noble, Fine, Stern, Berger, Bright, Bowen, Conn, Perry, "
    "Huntington, Gilbert, Sims, Temple, Palmer, Chin, Shin, Hart, Leach, Mole, Childs, Houston, "
    "Dallas, Paris, York, England, Holland, Kent, Chester, Jordan, Denver, Christmas, Friday, "
    "Still, Wise, Grant, Power, Drew, Walker, Cane, Gross, Sweet, Bowman, Marshall, Meadows, "
    "Parish, Rush, Fields, Lane, Street, Wells, Poole, Forest, Glass, Hood, Major, Dean, Lord"
)
AMBIGUOUS_SHARE = 0.12


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
    """As forms and lists write a name."""
    given, middle, surname = person.given, person.middle, person.surname
    return draw.choice(
        (
            f"{surname}, {given}",
            f"{surname}, {given} {middle}.",
            f"{surname.upper()}, {given}",
            f"{surname.upper()}, {given.upper()}",
            f"{surname.upper()} {given}",
            f"{given} {surname.upper()}",
            f"{given} {middle} {surname}",
            f"{given} {surname}",
            f"{surname}^{given}^{middle}",
            f"{surname}, {given[0]}.",
        )
    )


def in_prose(person: Person, draw: Random) -> str:
    """As a sentence writes a whole name."""
    given, middle, surname = person.given, person.middle, person.surname
    return draw.choice(
        (
            f"{given} {surname}",
            f"{given} {surname}",
            f"{given} {middle} {surname}",
            f"{given[0]} {surname}",
            f"{given[0]}. {middle}. {surname}",
            f"{given[0]}{middle} {surname}",
        )
    )
