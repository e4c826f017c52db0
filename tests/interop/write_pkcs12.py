"""Writes a PKCS#12 file with Python's cryptography. Arguments: key, certificates (leaf first), output, encryption (`best` or
`older`), password.
"""

import sys
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, PrivateFormat, pkcs12
from cryptography.x509 import load_pem_x509_certificate

key_path, chain_path, out_path, encryption, password = sys.argv[1:]
END = b"-----END CERTIFICATE-----\n"

with open(key_path, "rb") as file:
    key = serialization.load_pem_private_key(file.read(), None)
with open(chain_path, "rb") as file:
    leaf, *issuers = [load_pem_x509_certificate(block + END) for block in file.read().split(END) if block]

older = (
    PrivateFormat.PKCS12.encryption_builder()
    .kdf_rounds(5000)
    .key_cert_algorithm(pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC)
    .hmac_hash(hashes.SHA1())
)
chosen = older.build(password.encode()) if encryption == "older" else BestAvailableEncryption(password.encode())
store = pkcs12.serialize_key_and_certificates(b"my-alias", key, leaf, issuers, chosen)
with open(out_path, "wb") as file:
    file.write(store)
