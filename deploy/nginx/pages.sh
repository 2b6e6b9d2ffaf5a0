#!/bin/sh
# Bakes what is missing, and writes how nginx serves it: http.conf and server.conf in the folder that is named.
# Each file is written aside and renamed, so that nginx never reads half of one.
set -eu
to=${1:?"Name the folder for nginx: sh deploy/nginx/pages.sh FOLDER"}
python manage.py bake --quiet
python manage.py bake --nginx > "$to/.pages.tmp"
sed -e '/^# --- in server/,$d' "$to/.pages.tmp" > "$to/.http.tmp"
sed -n -e '/^# --- in server/,$p' "$to/.pages.tmp" > "$to/.server.tmp"
chmod 0644 "$to/.http.tmp" "$to/.server.tmp"
mv -f "$to/.http.tmp" "$to/http.conf"
mv -f "$to/.server.tmp" "$to/server.conf"
rm -f "$to/.pages.tmp"
