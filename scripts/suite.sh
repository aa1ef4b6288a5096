# Sourced by the scripts here: finds a JDK, builds benchmarks.jar if it is missing or older than what it is built from, or says
# in one line why not (exit 3). Sets root (the repository), java (the launcher) and results (where runs go).
root=$(cd "$(dirname "$0")/.." && pwd)
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"

feature=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/.*java\.specification\.version = //p') || feature=
case "$feature" in
  '' | 1.* | 9 | 1[0-6])
    echo "'$java' is no JDK 17 or later${feature:+, but $feature}; set JAVA_HOME to one" >&2
    exit 3
    ;;
esac
build=
if [ ! -f "$root/benchmarks.jar" ] || [ ! -f "$root/scenarios.jar" ]; then
  build="benchmarks.jar or scenarios.jar is missing"
elif [ -n "$(cd "$root" && find pom.xml ./*/pom.xml ./*/src/main -newer benchmarks.jar -print | head -n 1)" ]; then
  build="benchmarks.jar is older than its sources"
fi
if [ -n "$build" ]; then
  echo "$build; building it: mvn -B -q package -DskipTests" >&2
  if ! (cd "$root" && mvn -B -q package -DskipTests) >&2; then
    echo "benchmarks.jar could not be built; what Maven said stands above" >&2
    exit 3
  fi
fi
# Results belong to the repository, wherever this is called from; other paths are the caller's.
results=$root/results
if [ "$(pwd -P)" = "$(cd "$root" && pwd -P)" ]; then
  results=results
fi
