#!/bin/sh
# Joins the parts that compare.sh --shard wrote. See scripts/merge.sh --help.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
if [ ! -f "$root/benchmarks.jar" ]; then
  echo "benchmarks.jar is missing; build it with: mvn package" >&2
  exit 3
fi
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$root/benchmarks.jar" afterglow.compare.Merge "$@"
