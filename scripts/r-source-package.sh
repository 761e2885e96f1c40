#!/bin/sh
# Builds the source package: r/kerros with the workspace and its crates inside, so that it
# installs without the repository and without the network.
set -e
root=$(cd "$(dirname "$0")/.." && pwd)
out=${1:-$root/target/r}
stage=$out/stage
rm -rf "$stage" && mkdir -p "$stage/workspace" "$stage/kerros"
cd "$root"
git ls-files Cargo.toml Cargo.lock crates benches/peers/kerros r/functions r/kerros/src/rust | tar -cf - -T - | tar -C "$stage/workspace" -xf -
git ls-files r/kerros | grep -v '^r/kerros/src/rust/' | tar -cf - -T - | tar -C "$stage/kerros" --strip-components=2 -xf -
(cd "$stage/workspace" && cargo vendor --quiet --locked vendor > /dev/null)
# R takes any Makefile for one that it has to run; this crate's is not needed.
rm "$stage/workspace/vendor/r-efi/Makefile"
sed -i 's/"Makefile":"[0-9a-f]*",//' "$stage/workspace/vendor/r-efi/.cargo-checksum.json"
tar -C "$stage" --sort=name --mtime=@0 --owner=0 --group=0 -cf - workspace | xz -9 > "$stage/kerros/src/workspace.tar.xz"
cd "$out" && R CMD build "$stage/kerros"
