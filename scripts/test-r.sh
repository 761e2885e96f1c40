#!/usr/bin/env bash
# Checks of the R packages. Installs R and the packages that the tests need from Debian where they are
# not there; without them and without the right to install them it fails.
set -euo pipefail
cd "$(dirname "$0")/.."
export CARGO_BUILD_JOBS="${CARGO_BUILD_JOBS:-2}"

packages=(generics magrittr R6 testthat ggplot2 caret e1071 rsample recipes purrr mlbench jsonlite knitr rmarkdown rsvg)

missing() {
  for package in "${packages[@]}"; do
    Rscript -e "quit(status = !requireNamespace('$package', quietly = TRUE))" >/dev/null 2>&1 ||
      printf 'r-cran-%s\n' "${package,,}"
  done
}

if ! command -v Rscript >/dev/null || ! command -v make >/dev/null; then
  apt-get update -q
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends r-base-core r-base-dev
fi
wanted=$(missing)
if [ -n "$wanted" ]; then
  apt-get update -q
  # shellcheck disable=SC2086 # one word for each package
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $wanted
fi

library=$(mktemp -d)
trap 'rm -rf "$library"' EXIT
export R_LIBS="$library"
for package in kerros keras; do
  [ -f "r/$package/NAMESPACE" ] || continue
  R CMD INSTALL --no-test-load --library="$library" "r/$package"
  Rscript -e "testthat::test_local('r/$package', load_package = 'installed', stop_on_failure = TRUE, reporter = 'summary')"
done
