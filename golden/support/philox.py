"""Philox4x32-10 in numpy, the same numbers as `crates/graph/src/random.rs`.

Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
"""

import numpy as np

MULTIPLIERS = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
WEYL = 0x9E3779B9, 0xBB67AE85
WORD = 0xFFFFFFFF

# Known answers that the authors of Random123 publish: counter, key, output.
KNOWN_ANSWERS = [
    ([0] * 4, [0] * 2, [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]),
    ([WORD] * 4, [WORD] * 2, [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]),
    (
        [0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344],
        [0xA4093822, 0x299F31D0],
        [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1],
    ),
]


def philox4x32(counter, key):
    """Ten rounds; `counter` holds four arrays (or numbers) of 32-bit words, `key` two numbers."""
    c = [np.asarray(word, np.uint64) for word in counter]
    shift, low = np.uint64(32), np.uint64(WORD)
    for round_number in range(10):
        k = [np.uint64((word + round_number * w) & WORD) for word, w in zip(key, WEYL)]
        product_0 = MULTIPLIERS[0] * c[0]
        product_1 = MULTIPLIERS[1] * c[2]
        c = [
            (product_1 >> shift) ^ c[1] ^ k[0],
            product_1 & low,
            (product_0 >> shift) ^ c[3] ^ k[1],
            product_0 & low,
        ]
    return c


def uniform(seed, step, stream, count):
    """Elements `0 .. count` of `Stream { seed, step, stream }`: float64, each exact in float32."""
    blocks = np.arange((count + 3) // 4, dtype=np.uint64)
    counter = [blocks, stream, step & WORD, step >> 32]
    words = philox4x32(counter, [seed & WORD, seed >> 32])
    words = np.stack(np.broadcast_arrays(*words), axis=-1).reshape(-1)[:count]
    return (words >> np.uint64(8)).astype(np.float64) / 2.0**24


def check():
    """Raises unless the published answers come out."""
    for counter, key, expected in KNOWN_ANSWERS:
        if [int(word) for word in philox4x32(counter, key)] != expected:
            raise AssertionError(f"Philox4x32-10 is wrong for counter {counter}")
