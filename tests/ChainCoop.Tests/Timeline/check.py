"""A second implementation of the checks of the timeline, after the text of RFC 6962, RFC 8032 and C2SP, with nothing but Python.

Reads one JSON object per line, {"check": name, ...}, and answers each with a line `true` or `false`.
It recurses where the RFCs define by recursion; the program under test walks bits instead.
"""
import base64
import hashlib
import json
import struct
import sys


def sha256(data):
    return hashlib.sha256(data).digest()


def node(left, right):
    return sha256(b"\x01" + left + right)


def split(size):
    """The largest power of two below the size."""
    return 1 << (size - 1).bit_length() - 1


def root_of(leaves):
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return leaves[0]
    half = split(len(leaves))
    return node(root_of(leaves[:half]), root_of(leaves[half:]))


def root_by_inclusion(index, size, leaf, proof):
    if size == 1:
        if proof:
            raise ValueError("hashes are left over")
        return leaf
    half = split(size)
    if index < half:
        return node(root_by_inclusion(index, half, leaf, proof[:-1]), proof[-1])
    return node(proof[-1], root_by_inclusion(index - half, size - half, leaf, proof[:-1]))


def roots_by_consistency(older, newer, proof, known):
    """Both roots of a subtree; `known` is the root of the older tree while the subtree is on its left edge."""
    if older == newer:
        if known is None:
            (subtree,) = proof
            return subtree, subtree
        if proof:
            raise ValueError("hashes are left over")
        return known, known
    half = split(newer)
    if older <= half:
        old, new = roots_by_consistency(older, half, proof[:-1], known)
        return old, node(new, proof[-1])
    old, new = roots_by_consistency(older - half, newer - half, proof[:-1], None)
    return node(proof[-1], old), node(proof[-1], new)


# Ed25519 in affine coordinates: slow and short.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def add(a, b):
    (x1, y1), (x2, y2) = a, b
    t = D * x1 * x2 * y1 * y2 % P
    return (x1 * y2 + x2 * y1) * pow(1 + t, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - t, -1, P) % P


def times(scalar, point):
    result = (0, 1)
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point = add(point, point)
        scalar >>= 1
    return result


def point_of(data):
    number = int.from_bytes(data, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    if y >= P:
        raise ValueError("not a point")
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * ROOT_OF_MINUS_ONE % P
    if x * x % P != square or (x == 0 and sign):
        raise ValueError("not a point")
    return (P - x if x & 1 != sign else x), y


BASE = point_of((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def is_signed(key, message, signature):
    scalar = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or scalar >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    return times(scalar, BASE) == add(point_of(signature[:32]), times(challenge, point_of(key)))


def note_is_signed(vkey, note):
    name, key_id, key = vkey.split("+", 2)
    key = base64.b64decode(key)
    if sha256(name.encode() + b"\n" + key)[:4].hex() != key_id:
        return False
    text, lines = note.rsplit("\n\n", 1)
    message = (text + "\n").encode()
    for line in lines.splitlines():
        _, signer, signature = line.split(" ")
        signature = base64.b64decode(signature)
        if signer == name and signature[:4].hex() == key_id:
            signature = signature[4:]
            if key[0] == 4:
                message = b"cosignature/v1\ntime %d\n" % struct.unpack(">Q", signature[:8]) + message
                signature = signature[8:]
            return is_signed(key[1:], message, signature)
    return False


def check(item):
    def hashes(name):
        return [base64.b64decode(value) for value in item[name]]

    def value(name):
        return base64.b64decode(item[name])

    kind = item["check"]
    if kind == "root":
        return root_of(hashes("leaves")) == value("root")
    if kind == "leaf":
        return sha256(b"\x00" + item["header"].encode() + sha256(value("salt") + item["body"].encode())) == value("leaf")
    if kind == "inclusion":
        return root_by_inclusion(item["index"], item["size"], value("leaf"), hashes("proof")) == value("root")
    if kind == "consistency":
        expected = value("fromRoot"), value("toRoot")
        return roots_by_consistency(item["from"], item["to"], hashes("proof"), expected[0]) == expected
    if kind == "note":
        return note_is_signed(item["key"], item["note"])
    raise KeyError(kind)


for line in sys.stdin:
    try:
        answer = check(json.loads(line))
    except (ValueError, IndexError, struct.error):
        answer = False
    print("true" if answer else "false", flush=True)
