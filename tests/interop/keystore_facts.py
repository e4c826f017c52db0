"""What Python's cryptography sees in a PKCS#12 file. Arguments: file, password. Prints the friendly name, the SHA-256 of the
key's PKCS#8 form and of each certificate, as JSON.
"""

import hashlib
import json
import sys
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

path, password = sys.argv[1:]
with open(path, "rb") as file:
    store = pkcs12.load_pkcs12(file.read(), password.encode())


def sha256(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()


def der(certificate) -> bytes:
    return certificate.certificate.public_bytes(serialization.Encoding.DER)


key = store.key and store.key.private_bytes(
    serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
)
certificates = ([store.cert] if store.cert else []) + store.additional_certs
name = certificates[0].friendly_name
print(
    json.dumps(
        {
            "alias": name and name.decode(),
            "key": key and sha256(key),
            "certificates": [sha256(der(certificate)) for certificate in certificates],
        }
    )
)
