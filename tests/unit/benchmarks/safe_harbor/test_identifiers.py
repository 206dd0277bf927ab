"""Check digits are those of the standards, on numbers known to be right."""

from random import Random

from benchmarks.safe_harbor.identifiers import dea, luhn, nhs_number, udi, vin

# ISO 3779: letters as digits; I, O and Q have none.
LETTERS = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", map(int, "12345678123457923456789"), strict=True))
WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def _vin_check(number: str) -> str:
    values = [LETTERS[mark] if mark in LETTERS else int(mark) for mark in number]
    rest = sum(v * w for v, w in zip(values, WEIGHTS, strict=True)) % 11
    return "X" if rest == 10 else str(rest)


def test_a_vin_has_its_check_digit() -> None:
    assert _vin_check("1M8GDM9AXKP042788") == "X"  # the example of 49 CFR 565
    for seed in range(200):
        number = vin(Random(seed))
        assert len(number) == 17
        assert number[8] == _vin_check(number)


def test_luhn_on_known_numbers() -> None:
    assert luhn("7992739871") == "79927398713"
    assert luhn("80840123456789") == "808401234567893"  # the example of the NPI standard


def test_an_nhs_number_is_divisible_by_its_weights() -> None:
    for seed in range(200):
        digits = [int(mark) for mark in nhs_number(Random(seed)) if mark.isdigit()]
        assert sum(d * w for d, w in zip(digits, range(10, 0, -1), strict=True)) % 11 == 0


def test_a_dea_number_has_its_check_digit() -> None:
    for seed in range(50):
        digits = [int(mark) for mark in dea(Random(seed))[2:]]
        total = sum(digits[0:6:2]) + 2 * sum(digits[1:6:2])
        assert total % 10 == digits[6]


def test_a_udi_has_the_check_digit_of_gs1() -> None:
    for seed in range(50):
        item = [int(mark) for mark in udi(Random(seed)).replace("(01)", "01")[2:16]]
        assert sum(d * (3 if n % 2 == 0 else 1) for n, d in enumerate(item)) % 10 == 0
