"""Invented people: other names than before, of the origins that a country's hospitals see."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from benchmarks.safe_harbor.people import Culture, Person
from benchmarks.safe_harbor.wordlists import names
from benchmarks.safe_harbor.world import Population

ENGLISH = Culture(
    names(
        "Andrew, Brian, Christopher, Daniel, Edward, George, Jason, Jeffrey, Kenneth, Larry, "
        "Matthew, Nathan, Patrick, Paul, Peter, Ronald, Stephen, Timothy, Zachary, Norman, Roy"
    ),
    names(
        "Alice, Amy, Angela, Betty, Christine, Deborah, Diane, Elizabeth, Emily, Frances, Helen, "
        "Jennifer, Judith, Karen, Margaret, Nancy, Rebecca, Sandra, Stephanie, Virginia, Violet"
    ),
    names(
        "Evans, Roberts, Robinson, Wright, Mitchell, Campbell, Morris, Rogers, Reed, Howard, Cox, "
        "Richardson, Watson, Foster, Sanders, Jenkins, Powell, Patterson, Reynolds, Graham, "
        "Wallace, Hawkins, Pearson, Lawson, Whitfield, Ellison, Ramsey, Dobson, Pritchard, "
        "Van Horn, Blackwell, Thornton, Haynes, Carmichael, McKinney, Stubbs"
    ),
)
IRISH = Culture(
    names("Seán, Ciarán, Declan, Eoin, Pádraig, Fergus, Brendan, Liam, Conor, Donal, Michael"),
    names("Siobhán, Aoife, Niamh, Bridget, Deirdre, Gráinne, Róisín, Sinéad, Orla, Nuala, Anne"),
    names(
        "Kelly, Walsh, O'Sullivan, Byrne, Ryan, Doyle, Gallagher, Kavanagh, Ó Murchú, McGrath, "
        "Doherty, Nolan, O'Reilly, Ní Bhriain, Quinlan, Mac Giolla Phádraig, Hanrahan, Keane"
    ),
)
INDIAN = Culture(
    names("Amit, Deepak, Harish, Mahesh, Nitin, Pradeep, Ravi, Sunil, Vinod, Mohan, Balaji, Jai"),
    names("Anita, Geetha, Kamala, Lata, Manju, Nirmala, Pooja, Rekha, Savitri, Swati, Uma, Divya"),
    names(
        "Joshi, Mehta, Verma, Kulkarni, Bhatt, Mishra, Ghosh, Das, Pandey, Srinivasan, Hegde, "
        "Thakur, Yadav, Grewal, Shetty, Varghese, Kumar, Lakshmanan, D'Souza, Fernandes, Bhandari"
    ),
)
SPANISH = Culture(
    names("Antonio, Manuel, Roberto, Fernando, Rafael, Sergio, Arturo, Julio, Enrique, Marco"),
    names("Teresa, Gloria, Silvia, Margarita, Alicia, Leticia, Norma, Juana, Elena, Graciela"),
    names(
        "Pérez, Sánchez, Torres, Flores, Morales, Reyes, Jiménez, Delgado, Colón, Rosado, Medina, "
        "Guerrero, Fuentes, Cervantes, Maldonado, Ochoa, De La Rosa, Vega Soto, Camacho, Trujillo"
    ),
)
CHINESE = Culture(
    names("Hao, Ming, Tao, Yong, Feng, Chi Wai, Kai-Ming, Jianhua, Lei, Eric"),
    names("Hui, Jing, Yan, Xiaoli, Wai Ling, Qing, Hong, Lan, Shu-Fen, Vivian"),
    names("Yang, Zhou, Lin, Cheung, Wong, Sun, Ma, Guo, He, Luo, Tang, Kwok, Leung, Hu, Feng"),
)
VIETNAMESE_KOREAN = Culture(
    names("Tuan, Duc, Quang, Hung, Sang-woo, Jae-hyun, Byung, Thanh, Khoa"),
    names("Huong, Linh, Mai, Thuy, Young-hee, Eun-kyung, Min-seo, Nga, Phuong"),
    names("Hoang, Phan, Dang, Bui, Jung, Kang, Cho, Yoon, Seo, Dinh, Truong, Lim, Han"),
)
ARABIC = Culture(
    names("Ali, Hussain, Mahmoud, Karim, Rashid, Bashir, Adnan, Jamal, Usman, Asif, Zubair"),
    names("Nasreen, Farah, Lubna, Hanan, Sana, Rabia, Samina, Iman, Dina, Bushra, Ayesha"),
    names(
        "Khan, Ahmed, Rahman, Sheikh, Akhtar, Al-Sharif, Najjar, Hakim, Chowdhury, Mirza, Ansari, "
        "Farooq, El-Amin, Begum, Butt, Saad, Iqbal, Elhassan, Yousef"
    ),
)
SLAVIC = Culture(
    names("Andrzej, Marek, Nikolai, Viktor, Pavel, Goran, Stanislav, Łukasz, Grzegorz, Anton"),
    names("Anna, Beata, Joanna, Ewa, Magdalena, Marta, Nina, Vesna, Iwona, Galina, Larisa"),
    names(
        "Lewandowski, Kamińska, Zając, Sokolov, Morozova, Marković, Hájek, Bondarenko, Kaczmarek, "
        "Pavlov, Dąbrowski, Stojanović, Majewska, Wozniak, Petrenko, Kozlowski"
    ),
)
EUROPEAN = Culture(
    names("Giovanni, Marcello, Hendrik, Willem, Ioannis, Kostas, Paulo, João, Vincenzo, Ernst"),
    names("Giulia, Rosaria, Saskia, Eleni, Maria João, Concetta, Annemarie, Liesbeth, Carla"),
    names(
        "Rossi, Esposito, De Luca, Papadopoulos, Georgiou, da Silva, Ferreira, van Dijk, de "
        "Vries, "
        "Schneider, Wagner, Richter, Costa, Lombardi, Janssen, Becker, Oliveira, Kowalski-Braun"
    ),
)
FRENCH = Culture(
    names("Michel, Alain, Marcel, Réjean, Normand, Gaétan, Luc, Yvon, Mathieu, Sébastien"),
    names("Lise, Nathalie, Ginette, Manon, Lucie, Huguette, Mireille, Sandrine, Josée, Claire"),
    names(
        "Roy, Lavoie, Morin, Ouellet, Bergeron, Desjardins, Lacroix, Girard, St-Onge, Poirier, "
        "Beaulieu, Cloutier, Simard, LeBlanc, Arsenault, Villeneuve"
    ),
)
AFRICAN = Culture(
    names("Samuel, Joseph, Tunde, Olumide, Kojo, Yaw, Solomon, Dawit, Blessing, Obinna"),
    names("Mercy, Comfort, Patience, Chioma, Funmilayo, Esther, Hawa, Efua, Rahel, Aminata"),
    names(
        "Nwachukwu, Osei, Addo, Okonkwo, Balogun, Kariuki, Ochieng, Bekele, Haile, Toure, Sesay, "
        "Moyo, Chukwu, Appiah, Olatunji, Kone"
    ),
)
PACIFIC = Culture(
    names("Rodrigo, Jerome, Sione, Tevita, Hemi, Danilo, Reynaldo"),
    names("Maricel, Rowena, Lupe, Ana, Mere, Jocelyn, Cristina"),
    names("Santos, Dela Cruz, Bautista, Tupou, Fonua, Pangilinan, Taufa, Ngata, Villaruel"),
)
# Who is met in a country's hospitals: patients and staff alike, roughly by their number.
ORIGINS: Mapping[str, tuple[tuple[Culture, int], ...]] = {
    "en_US": (
        (ENGLISH, 46),
        (SPANISH, 15),
        (IRISH, 6),
        (INDIAN, 8),
        (CHINESE, 5),
        (VIETNAMESE_KOREAN, 4),
        (ARABIC, 4),
        (SLAVIC, 4),
        (EUROPEAN, 5),
        (AFRICAN, 5),
        (PACIFIC, 3),
        (FRENCH, 2),
    ),
    "en_GB": ((ENGLISH, 58), (INDIAN, 12), (ARABIC, 10), (AFRICAN, 7), (SLAVIC, 6), (IRISH, 7)),
    "en_IE": ((IRISH, 62), (ENGLISH, 14), (SLAVIC, 9), (INDIAN, 8), (EUROPEAN, 4), (AFRICAN, 4)),
    "en_CA": ((ENGLISH, 44), (FRENCH, 20), (INDIAN, 10), (CHINESE, 9), (SLAVIC, 6), (ARABIC, 6)),
    "en_AU": ((ENGLISH, 54), (IRISH, 8), (CHINESE, 10), (EUROPEAN, 9), (INDIAN, 9), (PACIFIC, 6)),
    "en_IN": ((INDIAN, 84), (ARABIC, 16)),
}
CULTURES = tuple(dict.fromkeys(culture for origin in ORIGINS.values() for culture, _ in origin))
# Surnames that are also words, months, body parts, eponyms or places.
AMBIGUOUS = names(
    "Brown, May, Young, Butler, Carter, Mason, Parker, Fisher, Archer, Potter, Gardner, "
    "Carpenter, Taylor, West, North, Snow, Flowers, Berry, Pepper, Rice, Salmon, Bass, Crane, "
    "Finch, Swift, Peacock, Drake, Buck, Wolf, Moss, Heath, Glenn, Bridges, Mills, Castle, Hall, "
    "House, Gates, Pike, Bennett, Gleason, Glasgow, Cobb, Child, Duke, Bedford, Preston, "
    "Carlisle, Stafford, Sutton, Ireland, France, Cork, Austin, Jackson, Madison, Florence, "
    "Singer, Sage, Joiner, Royal, Ball, Sergeant, Nightingale, Scales, "
    "Spears, Bloom, Ash, Root, Branch, Read, Battle, Fort, Wall, Key, Rock, Colby"
)
TAKEN_BY_DESIGN = frozenset({"Brown", "May", "Young"})  # in the first set too: too common to miss
POPULATION = Population(ORIGINS, (ENGLISH, IRISH), AMBIGUOUS)


def in_header(person: Person, draw: Random) -> str:
    """As forms and lists write a name; sometimes typed without capitals."""
    given, middle, surname = person.given, person.middle, person.surname
    forms = {
        f"{surname}, {given}": 9,
        f"{surname.upper()}, {given.upper()}": 7,
        f"{surname.upper()}, {given}": 5,
        f"{given} {surname}": 6,
        f"{surname}, {given} {middle}": 4,
        f"{surname.upper()},{given.upper()} {middle}": 2,
        f"{given.upper()} {surname.upper()}": 2,
        f"{given} {middle}. {surname}": 2,
        f"{surname} {given}": 1,
        f"{surname.lower()}, {given.lower()}": 1,
        f"{given[0]} {surname}": 1,
    }
    return draw.choices(list(forms), list(forms.values()))[0]


def in_prose(person: Person, draw: Random) -> str:
    """As a sentence writes a whole name."""
    given, middle, surname = person.given, person.middle, person.surname
    forms = {
        f"{given} {surname}": 14,
        f"{given[0]}. {surname}": 2,
        f"{given[0]} {surname}": 2,
        f"{given} {middle} {surname}": 1,
        f"{given} {middle}. {surname}": 2,
        f"{given[0]}.{middle}. {surname}": 1,
        f"{given.lower()} {surname.lower()}": 1,
        f"{given} {surname.upper()}": 1,
    }
    return draw.choices(list(forms), list(forms.values()))[0]
