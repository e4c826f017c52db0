"""A gRPC server set up as the vendor's Python plugins are: --pem_dir names the folder with the three files, and clients
must show a certificate, unless --no_client_check makes it like the vendor's Go plugin. Prints its port, answers every call with the bytes it got, and ends when its input closes.

https://github.com/qlik-oss/server-side-extension/blob/master/examples/python/helloworld/ExtensionService_helloworld.py
"""

import argparse
import os
import sys
from concurrent import futures

import grpc


class Echo(grpc.GenericRpcHandler):
    def service(self, handler_call_details):
        return grpc.unary_unary_rpc_method_handler(lambda request, context: request)


def credentials(pem_dir, client_check):
    def read(name):
        with open(os.path.join(pem_dir, name), "rb") as file:
            return file.read()

    pair = (read("sse_server_key.pem"), read("sse_server_cert.pem"))
    if not client_check:
        return grpc.ssl_server_credentials([pair])
    return grpc.ssl_server_credentials([pair], read("root_cert.pem"), True)


parser = argparse.ArgumentParser()
parser.add_argument("--pem_dir", required=True)
parser.add_argument("--ipv6", action="store_true")
parser.add_argument("--no_client_check", action="store_true")
arguments = parser.parse_args()
shown = credentials(arguments.pem_dir, not arguments.no_client_check)

server = grpc.server(futures.ThreadPoolExecutor(max_workers=4))
server.add_generic_rpc_handlers((Echo(),))
port = server.add_secure_port("127.0.0.1:0", shown)
if arguments.ipv6:
    server.add_secure_port(f"[::1]:{port}", shown)
server.start()
print(port, flush=True)
sys.stdin.read()
server.stop(0)
