#!/bin/sh
# Joins the parts that compare.sh --shard wrote. See scripts/merge.sh --help.
set -eu
. "$(dirname "$0")/suite.sh"
exec "$java" "-Dafterglow.results=$results" -cp "$root/benchmarks.jar" afterglow.compare.Merge "$@"
