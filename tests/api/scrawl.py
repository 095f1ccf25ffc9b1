"""Writes something like handwriting on a scan: a pen's loops in the lower margin of a gray PGM, which no reader can make out.
Arguments: file in, file out."""
import math
import sys

with open(sys.argv[1], "rb") as f:
    kind, size, most, pixels = f.read().split(b"\n", 3)
assert kind == b"P5" and most == b"255", "a gray PGM is wanted"
wide, high = map(int, size.split())
pixels = bytearray(pixels)
letter = wide // 45


def dot(x, y, radius=3):
    for row in range(int(y) - radius, int(y) + radius + 1):
        for column in range(int(x) - radius, int(x) + radius + 1):
            if (row - y) ** 2 + (column - x) ** 2 <= radius**2 and 0 <= row < high and 0 <= column < wide:
                pixels[row * wide + column] = 25


for step in range(9000):
    t = step / 9000 * 16 * math.pi
    tall = letter * (0.5 + 0.5 * abs(math.sin(t * 0.37)))
    dot(wide * 0.2 + t / (16 * math.pi) * wide * 0.3 + letter * 0.45 * math.sin(t), high * 0.93 - tall * math.cos(t * 1.06) + letter * 0.2 * math.sin(t * 0.21))
with open(sys.argv[2], "wb") as f:
    f.write(b"P5\n%d %d\n255\n" % (wide, high) + pixels)
