#!/bin/sh
# The main job: builds what is missing, then hands over to afterglow.compare. See scripts/compare.sh --help.
set -eu
. "$(dirname "$0")/suite.sh"
exec "$java" "-Dafterglow.results=$results" -cp "$root/benchmarks.jar" afterglow.compare.Main "$@"
