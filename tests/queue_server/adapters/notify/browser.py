"""What a browser does with a push, made anew from the standards, so that sender and receiver share no code."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from secrets import token_bytes

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


class Browser:
    """A subscription with its secrets (RFC 8291)."""

    def __init__(self):
        self._private = ec.generate_private_key(ec.SECP256R1())
        self._public = point_of(self._private.public_key())
        self._auth = token_bytes(16)

    def subscription(self, endpoint):
        """Return what the page hands to the server."""
        return json.dumps(
            {"endpoint": endpoint, "keys": {"p256dh": written(self._public), "auth": written(self._auth)}}
        )

    def read(self, body):
        """Return what a message says; its head is salt(16) record-size(4) key-length(1) key (RFC 8188)."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(sealed) <= size
        shared = self._private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
        secret = derived(self._auth, shared, b"WebPush: info\0" + self._public + sender, 32)
        key = derived(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
        nonce = derived(salt, secret, b"Content-Encoding: nonce\0", 12)
        content, end, padding = AESGCM(key).decrypt(nonce, sealed, None).rpartition(b"\x02")
        assert (end, padding.strip(b"\0")) == (b"\x02", b"")
        return content


def signed_claims(header, public_key):
    """Return what ``Authorization: vapid t=…,k=…`` claims, after checking its signature (RFC 8292).

    Raises:
        InvalidSignature: it was made by another key, or for something else.
    """
    scheme, _, rest = header.partition(" ")
    parts = dict(one.strip().split("=", 1) for one in rest.split(","))
    assert (scheme, parts["k"]) == ("vapid", public_key)
    head, claims, signature = parts["t"].split(".")
    assert json.loads(read(head))["alg"] == "ES256"
    raw = read(signature)
    numbers = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), read(parts["k"]))
    key.verify(numbers, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
    return json.loads(read(claims))


def derived(salt, secret, info, length):
    return HKDF(SHA256(), length, salt, info).derive(secret)


def point_of(key):
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def written(raw):
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def read(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
