"""`almenara detect --method … --input IN.csv --output OUT.csv`: needs no database.

Exit 0 done, 2 unreadable (options or file), 1 cannot be written. Loaded only when it is asked for:
the statistics stand on numpy.
"""

import argparse
import secrets
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from almenara.config.refusal import Refusal
from almenara.formats.refusal import Unreadable
from almenara.observatory.detection import ears, farrington, scan, weekfile
from almenara.observatory.detection.farrington import Options
from almenara.observatory.detection.seasons import YEAR, Window
from almenara.observatory.detection.verdicts import Verdicts
from almenara.observatory.detection.weekly import Weekly, Whole

METHODS = ("farrington-improved", "scan", "ears-c1", "ears-c2", "ears-c3")
WINDOW = ("b", "w", "noperiods", "skip_weeks", "years")
OTHERS = ("alpha", "threshold", "weights_threshold", "trend_p")
USED = {METHODS[0]: WINDOW + OTHERS, "scan": ("years",)} | dict.fromkeys(METHODS[2:], ("alpha",))


def main(argv: list[str]) -> int:
    """Judges the weeks of a file and writes what was found."""
    asked = _parser().parse_args(argv)
    options = _options(asked)
    _note_unused(asked)
    weekly = _read(asked.input)
    picks = weekly.newest(asked.last)
    found = judge(asked.method, weekly, picks, options)
    _write(asked.output, weekly, picks, found)
    sys.stdout.write(_summary(asked, weekly, found))
    return 0


def judge(method: str, weekly: Weekly, picks: Whole, options: Options) -> Verdicts:
    """The verdicts of one method."""
    if method == "farrington-improved":
        return farrington.judge(weekly, picks, options)
    if method == "scan":
        return scan.judge(weekly, picks, options.window.years)
    return ears.judge(weekly, picks, ears.KINDS[method], options.alpha)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "almenara detect",
        allow_abbrev=False,
        description="Alerta temprana sobre recuentos semanales.",
    )
    parser.add_argument("--method", required=True, choices=METHODS)
    parser.add_argument("--input", required=True, type=Path, help="series,date,count")
    parser.add_argument("--output", required=True, type=Path)
    parser.add_argument(
        "--last", type=_whole(1), help="solo las N semanas más nuevas de cada serie"
    )
    for name, kind, usual, said in (
        ("--b", _whole(1, 30), 5, "años de historia"),
        ("--w", _whole(0, 25), 3, "semanas a cada lado de la misma semana"),
        ("--noperiods", _whole(1, YEAR), 10, "niveles de estación"),
        ("--alpha", _between(0, 0.5), 0.01, "nivel nominal"),
        ("--weights-threshold", _between(0, 1e6), 2.58, "desde qué residuo pesa menos una semana"),
        ("--skip-weeks", _whole(0, 2 * YEAR), 26, "semanas nuevas que no son historia"),
        ("--trend-p", _between(0, 1, closed=True), 1.0, "hasta qué valor p se guarda la tendencia"),
    ):
        parser.add_argument(name, type=kind, help=f"{said} ({usual})")
    parser.add_argument("--threshold", choices=("nbPlugin", "delta", "muan"))
    parser.add_argument("--years", choices=("index", "calendar"))
    return parser


def _whole(least: int, most: int = 10**6) -> Callable[[str], int]:
    """A whole number between two others, for argparse."""

    def read(said: str) -> int:
        if not said.isascii() or not said.isdigit() or not least <= int(said) <= most:
            raise argparse.ArgumentTypeError(f"un número entero de {least} a {most}, no «{said}»")
        return int(said)

    return read


def _between(least: float, most: float, *, closed: bool = False) -> Callable[[str], float]:
    """A number between two others, themselves allowed or not."""

    def read(said: str) -> float:
        try:
            value = float(said)
        except ValueError:
            value = float("nan")
        if not (least < value < most or (closed and value in (least, most))):
            raise argparse.ArgumentTypeError(f"un número entre {least} y {most}, no «{said}»")
        return value

    return read


def _options(asked: argparse.Namespace) -> Options:
    """What was given, over the defaults."""
    given = {name: value for name, value in vars(asked).items() if value is not None}
    window = replace(Window(), **{name: given[name] for name in WINDOW if name in given})
    if window.noperiods > YEAR - 2 * window.w:
        raise Refusal("Con esa --w, un año no da para tantos --noperiods.", 2)
    return Options(window, **{name: given[name] for name in OTHERS if name in given})


def _note_unused(asked: argparse.Namespace) -> None:
    """An option that the method does not use is said, not silently dropped."""
    for name in WINDOW + OTHERS:
        if getattr(asked, name) is not None and name not in USED[asked.method]:
            option = name.replace("_", "-")
            sys.stderr.write(f"almenara: {asked.method} no usa --{option}.\n")


def _read(file: Path) -> Weekly:
    try:
        return weekfile.read(file.read_bytes())
    except Unreadable as refusal:
        (row, column), said = refusal.errors[0]
        raise Refusal(f"{file}, fila {row}, columna {column}: {said}", 2) from None
    except OSError as why:
        raise Refusal(f"No se puede leer {file}: {why.strerror}.", 2) from None


def _write(file: Path, weekly: Weekly, picks: Whole, found: Verdicts) -> None:
    """The whole file or none: it takes its name when it is complete."""
    half = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        with half.open("w", encoding="utf-8") as out:
            weekfile.write(out, weekly, picks, found)
        half.replace(file)
    except OSError as why:
        half.unlink(missing_ok=True)
        raise Refusal(f"No se puede escribir {file}: {why.strerror}.", 1) from None


def _summary(asked: argparse.Namespace, weekly: Weekly, found: Verdicts) -> str:
    """How many alarms, how many weeks could not be judged, and what the level is worth."""
    known = int((found.bound == found.bound).sum())
    measured = scan.calibration()["measured"][asked.method]
    return (
        f"{asked.method}: {len(weekly.names)} series, {len(found.count)} semanas, "
        f"{found.alarm.sum()} alarmas; {len(found.count) - known} semanas sin casos o historia "
        f"bastantes.\nNivel nominal {_level(asked)}; en series simuladas, con los valores de "
        f"siempre, {measured['alpha']} dio {measured['false']} de falsas alarmas.\n"
    )


def _level(asked: argparse.Namespace) -> float:
    return asked.alpha if asked.alpha is not None and asked.method != "scan" else Options().alpha
