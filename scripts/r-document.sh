#!/bin/sh
# Writes the generated functions of the R packages, and NAMESPACE and man/ from the comments in their
# code. Needs r-cran-roxygen2.
set -e
cd "$(dirname "$0")/.."
library=$(mktemp -d)
trap 'rm -rf "$library"' EXIT
cargo run --quiet -p kerros-r-functions
R CMD INSTALL --with-keep.source --no-docs --library="$library" r/kerros > "$library/log" 2>&1 ||
  { cat "$library/log"; exit 1; }
R_LIBS="$library" Rscript -e 'options(warn = 1)' \
  -e 'roxygen2::roxygenise("r/kerros", load_code = roxygen2::load_installed)'
