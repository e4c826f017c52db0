"""Mutual TLS inside Python's ssl, which since 3.13 verifies with VERIFY_X509_STRICT by default; here it is switched on.
Arguments: the server's folder, the client's folder, and the hosts to dial by. Prints "ok" after a byte went both ways each.
"""

import socket
import ssl
import sys
import threading

server_dir, client_dir, *hosts = sys.argv[1:]

served = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=f"{server_dir}/root_cert.pem")
served.verify_mode = ssl.CERT_REQUIRED
served.verify_flags |= ssl.VERIFY_X509_STRICT
served.load_cert_chain(f"{server_dir}/sse_server_cert.pem", f"{server_dir}/sse_server_key.pem")

used = ssl.create_default_context(cafile=f"{client_dir}/root_cert.pem")
used.verify_flags |= ssl.VERIFY_X509_STRICT
used.load_cert_chain(f"{client_dir}/sse_client_cert.pem", f"{client_dir}/sse_client_key.pem")

listener = socket.create_server(("127.0.0.1", 0))


def answer():
    for _ in hosts:
        with served.wrap_socket(listener.accept()[0], server_side=True) as connection:
            connection.sendall(connection.recv(1))


threading.Thread(target=answer, daemon=True).start()
for host in hosts:
    with used.wrap_socket(socket.create_connection(listener.getsockname()), server_hostname=host) as connection:
        connection.sendall(b"x")
        assert connection.recv(1) == b"x"
print("ok")
