"""A gRPC client in the role of the Qlik engine. Takes calls as JSON on its input,
[{"target": "localhost:50052", "root": PATH, "certificate": PATH or null, "key": PATH or null}], makes each one, and prints
their outcomes as JSON: "answered" or the gRPC status code.
"""

import json
import sys

import grpc


def read(path):
    if path is None:
        return None
    with open(path, "rb") as file:
        return file.read()


def outcome(call):
    credentials = grpc.ssl_channel_credentials(read(call["root"]), read(call["key"]), read(call["certificate"]))
    with grpc.secure_channel(call["target"], credentials, [("grpc.enable_http_proxy", 0)]) as channel:
        try:
            answer = channel.unary_unary("/qlik.sse.Connector/GetCapabilities")(b"ping", timeout=10)
            return "answered" if answer == b"ping" else "garbled"
        except grpc.RpcError as error:
            return error.code().name


print(json.dumps([outcome(call) for call in json.load(sys.stdin)]))
