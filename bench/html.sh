#!/bin/sh
# bench/html.sh [URL …]
# The Nu HTML checker over each page, or without addresses over a page of every kind of the sample
# blog, desk and errors included; 0 when none has an error or a warning.
# Needs node, npm and Java (Debian: default-jre-headless). The checker goes into .venv/vnu.
set -eu
cd "$(dirname "$0")/.."

folder=.venv/vnu
jar=$folder/node_modules/vnu-jar/build/dist/vnu.jar
[ -f "$jar" ] || npm install --no-audit --no-fund --prefix "$folder" vnu-jar >"$folder.log" 2>&1
pages=$(mktemp -d)
trap 'rm -rf "$pages"' EXIT
[ $# -gt 0 ] || .venv/bin/python -m bench.pages "$pages"
number=0
for url; do
    number=$((number + 1))
    # Whatever its status: an error's page is a page.
    curl -sS -o "$pages/$number.html" "$url"
    echo "$number.html is $url"
done
java -jar "$jar" --Werror --also-check-css "$pages"/*.html
echo "$(ls "$pages" | wc -l) pages without an error or a warning"
