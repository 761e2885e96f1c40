#!/bin/sh
# Builds the source package of r/kerros, with the crates that it is made of inside, so that it installs without
# the repository and without the network:
#   sh scripts/r-source-package.sh [folder]      # target/r if not given
# R CMD check --no-manual on what comes out is part of the checks before a release.
set -e
root=$(cd "$(dirname "$0")/.." && pwd)
out=${1:-$root/target/r}
stage=$out/stage
crates="crates/graph crates/cpu crates/kerros r/kerros/src/rust"
rm -rf "$stage" && mkdir -p "$stage/workspace" "$stage/kerros"
cd "$root"

# The workspace of these crates alone, without their tests: what only those need is not carried.
# shellcheck disable=SC2086 # one word for each crate
git ls-files Cargo.toml Cargo.lock $crates | grep -vE '^crates/[a-z]+/(tests|benches)/' |
  tar -cf - -T - | tar -C "$stage/workspace" -xf -
git ls-files r/kerros | grep -v '^r/kerros/src/rust/' | tar -cf - -T - | tar -C "$stage/kerros" --strip-components=2 -xf -
cd "$stage/workspace"
members=$(printf '"%s", ' $crates)
sed -i -e "s|^members = .*|members = [${members%, }]|" -e '/^default-members = /d' Cargo.toml
for crate in $crates; do
  awk '/^\[/ { kept = !/^\[(dev-dependencies|\[bench\]|\[test\])/ } kept' "$crate/Cargo.toml" > "$crate/Cargo.toml.new"
  mv "$crate/Cargo.toml.new" "$crate/Cargo.toml"
done

# Vendoring takes what is no longer needed out of the lock file, and must not change anything else.
versions() { awk '/^name = / { name = $3 } /^version = / && name { print name, $3 }' "$1" | LC_ALL=C sort; }
versions Cargo.lock > "$out/before"
cargo vendor --quiet vendor > /dev/null
versions Cargo.lock > "$out/after"
test -z "$(LC_ALL=C comm -13 "$out/before" "$out/after")"
rm "$out/before" "$out/after"
# R takes any Makefile for one that it has to run; those of crates are not needed.
find vendor -name Makefile | while read -r makefile; do
  rm "$makefile"
  sed -i 's/"Makefile":"[0-9a-f]*",\{0,1\}//' "${makefile%/Makefile}/.cargo-checksum.json"
done
tar -C "$stage" --sort=name --mtime=@0 --owner=0 --group=0 -cf - workspace | xz -9e > "$stage/kerros/src/workspace.tar.xz"

cd "$out" && KERROS_DATA="$root/data" R CMD build "$stage/kerros"
