"""Tables keep words whole as long as all of them have room."""

from io import StringIO

from rich.console import Console

from residency.cli.render.tables import table, widths
from residency.cli.shell import console

KEY = "stage3_gather_16bit_weights_on_model_save"


def printed(width: int, *columns: str, row: tuple[str, ...]) -> str:
    out = Console(file=StringIO(), width=width)
    out.print(table(columns, [row]))
    assert isinstance(out.file, StringIO)
    return out.file.getvalue()


def test_the_widest_column_gives_and_no_word_is_broken() -> None:
    assert widths([30, 40], [30, 10], 60) == [30, 30]
    assert widths([30, 40], [30, 10], 45) == [30, 15]
    assert widths([30, 40], [30, 10], 90) == [30, 40]


def test_words_that_have_no_room_are_broken_rather_than_cut_off() -> None:
    assert sum(widths([30, 40], [30, 30], 50)) == 50
    assert widths([3], [3], 0) == [1]


def test_a_table_is_as_wide_as_its_console_at_most() -> None:
    text = printed(60, "key", "why", row=(KEY, "because of this and that and more"))
    assert KEY in text
    assert max(map(len, text.splitlines())) <= 60


def test_a_column_to_the_right_keeps_its_lines() -> None:
    text = printed(60, "what it is about", ">align-comprehension", row=("one " * 20, "1 x 2"))
    assert "align-comprehension" in text
    assert max(map(len, text.splitlines())) <= 60


def test_an_indented_line_stays_whole() -> None:
    assert "  backward\n" in printed(12, "a", row=("  backward",)).replace(" \n", "\n")


def test_whole_is_the_width_that_breaks_no_line() -> None:
    one = table(("a key", "why"), [(KEY, "two words")])
    assert len(printed(one.whole, "a key", "why", row=(KEY, "two words")).splitlines()) == 5


def test_where_nobody_looks_a_console_is_as_wide_as_it_takes(monkeypatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    out = StringIO()
    console(out).print(table(("key", "why"), [(KEY, "word " * 100)]))
    assert f"{'word ' * 99}word" in out.getvalue()
    monkeypatch.setenv("COLUMNS", "100")
    assert console(out).width == 100
