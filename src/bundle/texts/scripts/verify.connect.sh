
# What a connection needs; the list of this bundle, below, sets it.
SERVERS=
MUTUAL=no
REACHED=no
CLIENT_CERTIFICATE=
CLIENT_KEY=

# client CERTIFICATE KEY: what the connection logs in with, when both are here
client() {
  if [ -z "$CLIENT_KEY" ] && [ -r "$1" ] && [ -r "$2" ]; then
    CLIENT_CERTIFICATE=$1
    CLIENT_KEY=$2
  fi
}

# connect: is the running server the one these files were made for?
connect() {
  host=${CONNECT%:*}
  host=${host#\[}
  host=${host%\]}
  if [ "$OPENSSL" = none ]; then
    skip "$CONNECT: the live server (needs openssl)"
    return
  fi
  if [ -z "$ANCHOR" ]; then
    skip "$CONNECT: the live server (no root certificate is here)"
    return
  fi
  set -- -connect "$CONNECT" -CAfile "$ANCHOR" -verify_return_error -alpn h2,http/1.1
  case $host in
    *:*) kind=ip ;;
    *[!0-9.]*) kind=dns ;;
    *) kind=ip ;;
  esac
  if [ "$kind" = ip ]; then option=-verify_ip; else option=-verify_hostname; fi
  if [ "$OPENSSL" = openssl ]; then set -- "$@" "$option" "$host"; fi
  if [ "$kind" = dns ]; then set -- "$@" -servername "$host"; fi
  if command -v timeout >/dev/null 2>&1; then set -- timeout 20 openssl s_client "$@"; else set -- openssl s_client "$@"; fi
  if [ -z "$CLIENT_KEY" ]; then
    dial "$@"
    served
    judge "$said"
    return
  fi
  # Else openssl sends its certificate without those between it and the root.
  if [ -n "$ISSUERS" ] && [ "$OPENSSL" = openssl ]; then set -- "$@" -chainCAfile "$ISSUERS"; fi
  dial "$@" -cert "$CLIENT_CERTIFICATE" -key "$CLIENT_KEY"
  served
  judge "$said"
  if [ "$REACHED" = yes ] && [ "$MUTUAL" = yes ]; then
    KEPT=$OPEN
    dial "$@"
    stranger "$said"
  fi
}

# dial COMMAND...: sets said to what openssl prints, and OPEN to whether the connection outlived the input: only then
# openssl says DONE.
OPEN=no
dial() {
  # In TLS 1.3 a server refuses a client only after the handshake, so the connection stays open a moment.
  (sleep 2) | "$@" >"$SCRATCH/live" 2>"$SCRATCH/errors"
  # A server may answer with bytes that are no text (gRPC does).
  said=$(cat "$SCRATCH/errors" "$SCRATCH/live" | tr -cd '\11\12\40-\176')
  if grep -qx DONE "$SCRATCH/errors"; then OPEN=yes; else OPEN=no; fi
}

# stranger TEXT: what became of the connection without a client certificate. A server that hangs up on everybody has not
# refused it, so KEPT says whether the connection with a certificate outlived its input.
KEPT=yes
stranger() {
  if [ "$OPEN" = yes ]; then
    fail "$CONNECT: accepts clients without a certificate: anyone who reaches the port may call it"
    return
  fi
  case $KEPT$1 in
    *' alert '* | yes*'unexpected eof'* | yes*'read:errno'* | yes*closed*) pass "$CONNECT: refuses a client without a certificate" ;;
    *) skip "$CONNECT: whether it refuses clients without a certificate (the server ends every connection, or the second one did not come about)" ;;
  esac
}

served() {
  if [ -z "$SERVERS" ]; then return; fi
  if ! openssl x509 -in "$SCRATCH/live" -out "$SCRATCH/served.pem" 2>/dev/null; then return; fi
  found=$(fingerprint_of "$SCRATCH/served.pem")
  case " $SERVERS " in
    *" $found "*) pass "$CONNECT: shows the server certificate of this bundle" ;;
    *) fail "$CONNECT: shows another certificate than this bundle's: restart the server with the new files (SHA-256 $found)" ;;
  esac
}

# Causes in order of likelihood, by what openssl printed.
judge() {
  case $1 in
    *'onnection refused'*) fail "$CONNECT: nothing listens there. Is the server started, is the port right?" ;;
    *'timed out'* | *'imed out'* | *'o route to host'* | *'etwork is unreachable'*)
      fail "$CONNECT: not reached. Is the port open in the firewalls between, is the address right?" ;;
    *'ame or service not known'* | *'odename nor servname'* | *'getaddrinfo'* | *'ame does not resolve'*)
      fail "$CONNECT: this computer does not know the name $host. Is it spelled right, is it in DNS or the hosts file?" ;;
    *'wrong version number'* | *'packet length too long'* | *'record layer failure'* | *'unknown protocol'* | *'http request'*)
      fail "$CONNECT: does not speak TLS. Was the server started without its certificate files?" ;;
    *'ostname mismatch'* | *'address mismatch'*)
      fail "$CONNECT: the server's certificate is not for $host. Connect by a name that it lists, or make one with that name" ;;
    *'self-signed certificate'* | *'self signed certificate'* | *'unable to get local issuer'* | *'certificate signature failure'*)
      fail "$CONNECT: the server's certificate comes from another CA. Was the server started with the files of this bundle?" ;;
    *'has expired'*) fail "$CONNECT: the server's certificate has expired. Renew it, then restart the server" ;;
    *'not yet valid'*) fail "$CONNECT: the server's certificate is not valid yet. Is a clock wrong?" ;;
    *'unsuitable certificate purpose'* | *'unsupported certificate purpose'*)
      fail "$CONNECT: the server shows a certificate that is not for servers. Was it started with the client's files?" ;;
    *'certificate required'* | *'alert handshake failure'* | *'alert bad certificate'*)
      if [ -n "$CLIENT_KEY" ]; then
        fail "$CONNECT: the server refuses our client certificate"
      else
        unknown_client
      fi ;;
    *'alert unknown ca'*) fail "$CONNECT: the server trusts another root than this bundle's" ;;
    *'Verify return code: 0 (ok)'*) welcome "$1" ;;
    '') fail "$CONNECT: no answer within 20 seconds. Is the port open in the firewalls between?" ;;
    *) fail "$CONNECT: $(printf '%s\n' "$1" | grep -i -e error -e errno | head -n 1)" ;;
  esac
}

# In TLS 1.3 the handshake ends before the server has looked at the client's certificate.
welcome() {
  if [ -z "$CLIENT_KEY" ] && [ "$MUTUAL$OPEN" = yesyes ]; then
    stranger "$1"
    return
  fi
  case $CLIENT_KEY:$1 in
    :*'Acceptable client certificate CA names'* | :*'Requested Signature Algorithms'*) unknown_client ;;
    ?*:*'unexpected eof while reading'*) fail "$CONNECT: the server closes the connection when it sees our client certificate" ;;
    *)
      REACHED=yes
      if [ "$OPENSSL" = openssl ]; then pass "$CONNECT: handshake, chain, and the name $host"
      else skip "$CONNECT: handshake and chain are right, but LibreSSL does not compare the name $host"; fi ;;
  esac
}

unknown_client() {
  if [ "$OPEN" = no ]; then pass "$CONNECT: asks for a client certificate, and keeps no connection without one"; fi
  skip "$CONNECT: whether it lets in a client with its certificate. Run this where the client's folder is"
}

finish() {
  if [ "$FOUND" = 0 ]; then skip "no file of this bundle is here: put verify.sh back beside its folders, or into one of them"; fi
  if [ -n "$CONNECT" ]; then connect; fi
  printf '\n%s passed, %s failed, %s not checked\n' "$PASSED" "$FAILED" "$UNCHECKED"
  if [ "$FAILED" -gt 0 ]; then exit 1; fi
  if [ "$UNCHECKED" -gt 0 ]; then exit 3; fi
  exit 0
}
