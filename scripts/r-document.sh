#!/bin/sh
# Writes the generated functions of the R packages, NAMESPACE and man/ from the comments in their code, and
# the table of all names. Needs r-cran-roxygen2.
set -e
cd "$(dirname "$0")/.."
library=$(mktemp -d)
trap 'rm -rf "$library"' EXIT

install() {
  R CMD INSTALL --with-keep.source --library="$library" "r/$1" > "$library/log" 2>&1 ||
    { cat "$library/log"; exit 1; }
}

document() {
  cargo run --quiet -p kerros-r-functions
  install "$1"
  R_LIBS="$library" Rscript -e 'options(warn = 1)' \
    -e "roxygen2::roxygenise('r/$1', load_code = roxygen2::load_installed)"
}

document kerros
# keras hands on what kerros exports, and links to its pages: both are known only now.
install kerros
document keras
