"""The console script `almenara`: Django's commands, with the database up and the right login.

Exit codes: 0 done, 1 no, 2 could not be read. A refusal is one sentence on standard error.
"""

import argparse
import errno
import gc
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import django
import psycopg
from django.apps import apps
from django.core.management import execute_from_command_line
from django.db import OperationalError, ProgrammingError, connection
from django.utils.module_loading import import_string, module_dir

from almenara.config import cluster, env, iati, logins, serve
from almenara.config.env import Env
from almenara.config.refusal import Refusal

AS_OWNER = frozenset(
    {"migrate", "load", "reference", "demo", "journal", "makemigrations", "prepare"}
)
WITHOUT_DATABASE = frozenset(
    {"help", "--help", "-h", "version", "--version", "makemessages"}
    | {"compilemessages", "diffsettings", "findstatic", "collectstatic", "openapi", "stop"}
)
HELP = frozenset({"help", "--help", "-h"})
WITHOUT_DJANGO = {
    "serve": "prepara y sirve: web, trabajos y avisos en vivo",
    "detect": "alerta temprana de un archivo a otro, sin instalación",
    "iati": "check: comprueba un archivo IATI; export: un plan como IATI",
    "dburl": "la dirección de la base de datos de esta instalación",
    "openapi": "la descripción de la API",
    "stop": "detiene la base de datos que una orden dejó en marcha",
}


def main() -> None:
    """Runs one command and ends the process with its code."""
    sys.exit(run(sys.argv))


def run(argv: Sequence[str]) -> int:
    """Runs one command line and gives its exit code."""
    try:
        return _answer(list(argv))
    except Refusal as why:
        return _refuse(str(why), why.code)
    except KeyboardInterrupt:
        return 130
    except (OperationalError, ProgrammingError, psycopg.OperationalError) as why:
        return _refuse(_of_the_database(why), 1)
    except OSError as why:
        if why.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS):
            raise
        place = why.filename or os.environ.get("ALMENARA_HOME", "var")
        return _refuse(
            f"No se puede escribir en {place}: {why.strerror}. Libere espacio o permiso.", 1
        )


def _answer(argv: list[str]) -> int:
    name = argv[1] if len(argv) > 1 else "help"
    if name == "demo":  # asking for the demonstration says what this HOME is for
        os.environ.setdefault("ALMENARA_DEMO", "1")
    here = env.read(os.environ)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "almenara.config.settings")
    os.environ["ALMENARA_ROLE"] = "owner" if name in AS_OWNER else "app"
    if name == "serve":
        return serve.main(here, argv[2:])
    if name == "dburl":
        return _dburl(here, argv[2:])
    if name == "iati" and argv[2:3] != ["export"]:
        return iati.main(here, argv[2:])
    if name == "detect":
        return _detect(argv[2:])
    if name not in WITHOUT_DATABASE and not {"--help", "-h"} & set(argv[2:]):
        _open(here, name)
    if name in OWN:
        return OWN[name](here)
    _name_own(name if len(argv) <= 2 else "")
    execute_from_command_line(argv)
    return 0


def _name_own(asked: str) -> None:
    """Above Django's list of commands, those of which it does not know."""
    if asked in HELP:
        sys.stdout.writelines(f"{name:<9}{said}\n" for name, said in WITHOUT_DJANGO.items())


def _detect(argv: list[str]) -> int:
    """Early warning on a file; numpy is loaded here and by no other command."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: two wait for each other
    code: int = import_string("almenara.config.detect.main")(argv)
    return code


def _open(here: Env, name: str) -> None:
    """Brings the database up with its logins; refuses a database newer than the code."""
    env.settle_purpose(here)
    if here.embedded:
        cluster.ensure(here.home)
    elif name in ("migrate", "prepare", "demo") and not here.app_database_url:
        logins.provide_app_role(here.database_url, here.home)
    if name in AS_OWNER:  # they make much, keep nearly all of it, and end
        gc.set_threshold(50_000, 20, 50)
    django.setup()
    if newer := _migrations_not_here():
        raise Refusal(
            f"La base de datos es más nueva que este programa (tiene {newer[0]}): instale la "
            "versión que la hizo, o restaure una copia anterior. No se ha cambiado nada."
        )


def _migrations_not_here() -> list[str]:
    """Applied migrations of which this code knows nothing."""
    with connection.cursor() as cursor:
        if "django_migrations" not in connection.introspection.table_names(cursor):
            return []
        cursor.execute("select app, name from django_migrations order by id")
        applied = cursor.fetchall()
    here = {
        (app.label, file.stem)
        for app in apps.get_app_configs()
        for file in Path(module_dir(app.module), "migrations").glob("*.py")
    }
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("almenara.")}
    return [f"{app}.{name}" for app, name in applied if app in ours and (app, name) not in here]


def _openapi(here: Env) -> int:
    """The description of the API, as docs/openapi.json keeps it."""
    django.setup()
    schema = import_string("almenara.config.api.api").get_openapi_schema()
    text = json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False, default=str)
    sys.stdout.write(f"{text}\n")
    return 0


def _stop(here: Env) -> int:
    """Stops the embedded database that a command left running (`serve` stops it by itself)."""
    cluster.Cluster(here.home).stop()
    return 0


def _dburl(here: Env, argv: list[str]) -> int:
    parser = argparse.ArgumentParser("almenara dburl")
    parser.add_argument("--role", choices=("app", "owner", "superuser"), default="app")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(argv)
    if here.embedded:
        env.settle_purpose(here)
        cluster.ensure(here.home)
    url = env.database_url(here, asked.role)
    sys.stdout.write(f"{json.dumps({'url': url}) if asked.json else url}\n")
    return 0


def _of_the_database(why: Exception) -> str:
    """What the administrator can do about it; a fault of our own SQL goes on as it is."""
    said = " ".join(str(why).split())[:300]
    cause = why if isinstance(why, psycopg.Error) else why.__cause__
    if isinstance(cause, psycopg.errors.DiskFull):
        return f"La base de datos se quedó sin disco: libere espacio y repita la orden ({said})."
    if isinstance(cause, psycopg.errors.UndefinedTable):
        return f"Falta una tabla: ejecute almenara migrate ({said})."
    if isinstance(cause, psycopg.OperationalError):
        return f"No se llega a la base de datos: {said}"
    raise why


def _refuse(sentence: str, code: int) -> int:
    sys.stderr.write(f"almenara: {sentence}\n")
    return code


OWN = {"openapi": _openapi, "stop": _stop}

if __name__ == "__main__":
    main()
