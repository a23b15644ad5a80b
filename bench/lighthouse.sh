#!/bin/sh
# bench/lighthouse.sh URL …
# Lighthouse on a telephone's screen and line, three times a page; prints the median of each score.
# Needs node, npm and Debian's Chromium. Lighthouse itself goes into .venv/lighthouse.
set -eu
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || { sed -n '2,4s/^# //p' "$0"; exit 2; }

CHROME_PATH=${CHROME_PATH:-$(command -v chromium || command -v chromium-browser)}
export CHROME_PATH
folder=.venv/lighthouse
[ -x "$folder/node_modules/.bin/lighthouse" ] ||
    npm install --no-audit --no-fund --prefix "$folder" lighthouse@13 >"$folder.log" 2>&1

printf '%-44s %12s %14s %15s %5s\n' page performance accessibility best-practices seo
for url; do
    for round in 1 2 3; do
        "$folder/node_modules/.bin/lighthouse" "$url" --quiet --output=json \
            --output-path="$folder/$round.json" --form-factor=mobile \
            --only-categories=performance,accessibility,best-practices,seo \
            --chrome-flags="--headless=new --no-sandbox --disable-gpu"
    done
    node -e '
        const fs = require("fs"), [url, ...files] = process.argv.slice(1)
        const runs = files.map((file) => JSON.parse(fs.readFileSync(file)))
        const median = (id) => Math.round(
            runs.map((run) => run.categories[id].score).sort((a, b) => a - b)[1] * 100)
        console.log(url.padEnd(44), String(median("performance")).padStart(12),
            String(median("accessibility")).padStart(14),
            String(median("best-practices")).padStart(15), String(median("seo")).padStart(5))
        for (const audit of Object.values(runs[0].audits))
            if (audit.score !== null && audit.score < 1 &&
                ["binary", "numeric"].includes(audit.scoreDisplayMode))
                console.log("   ", audit.id, audit.displayValue ?? "", audit.score)
    ' "$url" "$folder/1.json" "$folder/2.json" "$folder/3.json"
done
