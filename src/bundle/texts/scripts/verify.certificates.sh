
fingerprint_of() {
  sum=$(openssl x509 -in "$1" -noout -fingerprint -sha256 2>/dev/null)
  printf '%s' "${sum#*=}" | tr -d ':' | tr 'A-F' 'a-f'
}

# pick FINGERPRINT (FILE FORM)...: copies the certificate with this fingerprint, from the first file that has it, to
# $CERTIFICATE and sets FILE. FORM: DER, PEM, or CHAIN, which is PEM with all certificates between this one and its root.
# Other files are judged with those that this script has.
CERTIFICATE=$SCRATCH/certificate.pem
ISSUERS=
pick() {
  [ "$OPENSSL" != none ] || return 1
  wanted=$1
  shift
  while [ $# -gt 0 ]; do
    if [ -r "$1" ]; then
      rm -f "$SCRATCH"/part.*
      if [ "$2" = DER ]; then
        openssl x509 -inform DER -in "$1" -out "$SCRATCH/part.1" 2>/dev/null
      else
        awk -v to="$SCRATCH/part." '/-----BEGIN CERTIFICATE-----/ { n++; on = 1 }
          on { print > (to n) }
          /-----END CERTIFICATE-----/ { on = 0; close(to n) }' "$1"
      fi
      for part in "$SCRATCH"/part.*; do
        if [ -f "$part" ] && [ "$(fingerprint_of "$part")" = "$wanted" ]; then
          mv "$part" "$CERTIFICATE"
          FILE=${1#./}
          if [ "$2" = CHAIN ]; then CHAIN=$1; else CHAIN=$ISSUERS; fi
          return 0
        fi
      done
    fi
    shift 2
  done
  return 1
}

# anchor (FILE FORM)...: the root that chains must end in, from the first file that is here; sets ANCHOR.
ANCHOR=
anchor() {
  ANCHOR=
  while [ $# -gt 0 ]; do
    if [ -r "$1" ] && openssl x509 -inform "$2" -in "$1" -out "$SCRATCH/anchor.pem" 2>/dev/null; then
      ANCHOR=$SCRATCH/anchor.pem
      return
    fi
    shift 2
  done
}

# certificate TITLE FINGERPRINT (FILE FORM)...: opens the certificate for the following checks. False: not here.
certificate() {
  TITLE=$1
  fingerprint=$2
  shift 2
  FILE=$(first_of "$@")
  [ -n "$FILE" ] || return 1
  if [ "$OPENSSL" = none ]; then
    skip "$FILE: chain, names, dates and key (needs openssl)"
    return 1
  fi
  if ! pick "$fingerprint" "$@"; then
    fail "$FILE: is not the certificate that was made ($TITLE: its fingerprint differs)"
    return 1
  fi
  pass "$FILE: is the certificate that was made ($TITLE, by its SHA-256 fingerprint)"
  if openssl x509 -in "$CERTIFICATE" -noout -checkend 0 >/dev/null 2>&1; then
    pass "$FILE: has not expired"
    openssl x509 -in "$CERTIFICATE" -noout -checkend 2592000 >/dev/null 2>&1 ||
      note warning "$FILE: $(openssl x509 -in "$CERTIFICATE" -noout -enddate); that is within 30 days, so renew it"
  else
    fail "$FILE: has expired ($(openssl x509 -in "$CERTIFICATE" -noout -enddate))"
  fi
}

# first_of (FILE FORM)...: the first file that is here
first_of() {
  while [ $# -gt 0 ]; do
    if [ -r "$1" ]; then
      printf '%s' "${1#./}"
      return
    fi
    shift 2
  done
}

# verify [OPTION VALUE]: builds the chain to ANCHOR; sets REASON when that fails.
verify() {
  set -- -CAfile "$ANCHOR" "$@"
  if [ "$OPENSSL" = openssl ]; then set -- -no-CApath "$@"; fi
  if [ -n "$CHAIN" ]; then set -- "$@" -untrusted "$CHAIN"; fi
  REASON=$(openssl verify "$@" "$CERTIFICATE" 2>&1 </dev/null)
  case $REASON in
    *': OK') return 0 ;;
  esac
  REASON=$(printf '%s\n' "$REASON" | sed -n 's/.*error [0-9]* at [0-9]* depth lookup: *//p' | head -n 1)
  return 1
}

# chain ORIGIN PURPOSE...: sslserver, sslclient. ORIGIN: made here, or a CA that was brought, which need not please strict
# verifiers; its owner is told.
chain() {
  strict=
  if [ "$1" = made ]; then strict=-x509_strict; fi
  shift
  if [ -z "$ANCHOR" ]; then
    skip "$FILE: its chain (no root certificate is here)"
    return
  fi
  for purpose in "$@"; do
    if verify ${strict:+"$strict"} -purpose "$purpose"; then
      pass "$FILE: chain to the root, for $purpose"
      [ -n "$strict" ] || verify -x509_strict -purpose "$purpose" ||
        note note "$FILE: strict verifiers such as Python 3.13 refuse its CA: ${REASON:-openssl says nothing}"
    else
      fail "$FILE: chain to the root, for $purpose: ${REASON:-openssl verify says nothing}"
    fi
  done
}

# Of the names alone: neither an end date nor a CA makes a name wrong.
# names (KIND VALUE AS_OPENSSL_PRINTS_IT)...
names() {
  missing=
  count=$(($# / 3))
  while [ $# -gt 0 ]; do
    is_for "$1" "$2" "$3" || missing="$missing $2"
    shift 3
  done
  if [ -z "$missing" ]; then
    pass "$FILE: names ($count of $count)"
  else
    fail "$FILE: is not for$missing"
  fi
}

is_for() {
  if [ "$OPENSSL" = openssl ]; then
    case $1:$2 in
      dns:*:* | dns:*.*[0-9]) ;; # an address written as a DNS name, for older gRPC
      dns:\*.*) matches -checkhost "any.${2#\*.}"; return ;;
      dns:*) matches -checkhost "$2"; return ;;
      ip:*) matches -checkip "$2"; return ;;
    esac
  fi
  lists "$3"
}

matches() { openssl x509 -in "$CERTIFICATE" -noout "$1" "$2" 2>/dev/null | grep -q 'does match'; }

# Compared as text: nothing in a name is a pattern.
lists() {
  openssl x509 -in "$CERTIFICATE" -noout -text | awk '/Subject Alternative Name/ {
    getline; sub(/^ +/, ""); n = split($0, name, ", "); for (i = 1; i <= n; i++) print name[i] }' | grep -Fqx -- "$1"
}

# key FILE FORM KIND
key() {
  [ -r "$1" ] || return 0
  public=$(public_of "$1" "$2")
  if [ -n "$public" ]; then
    if [ "$public" = "$(openssl x509 -in "$CERTIFICATE" -noout -pubkey)" ]; then
      pass "${1#./}: belongs to $FILE"
    else
      fail "${1#./}: does not belong to $FILE ($TITLE)"
    fi
  elif [ "$3" = guarded ] && [ -z "$PASSWORDS" ]; then
    skip "${1#./}: whether it opens and belongs to $FILE (it has a password: add --password-file FILE)"
  elif [ "$3" = guarded ]; then
    unopened "${1#./}"
  else
    fail "${1#./}: cannot be read as a private key"
  fi
}

# unopened FILE: WANTED is how many passwords the bundle has.
unopened() {
  if [ "$GIVEN" -lt "$WANTED" ]; then
    skip "$1: opens with no password given, but the bundle has $WANTED (add --password-file FILE with its own)"
  else
    fail "$1: does not open with the password given"
  fi
}

# Older ciphers need OpenSSL's legacy provider, whose option older releases do not know.
open_keystore() {
  set -- pkcs12 -in "$1" -passin env:CERTWRIGHT_PASSWORD -nokeys -out "$SCRATCH/keystore.pem"
  openssl "$@" || openssl "$@" -legacy
}

# keystore FILE FINGERPRINT: opens it with the password given; without one its digest must do.
keystore() {
  [ -r "$1" ] || return 0
  if [ "$OPENSSL" = none ] || [ -z "$PASSWORDS" ]; then
    note note "${1#./}: to open it as well, add --password-file FILE"
    return
  fi
  if ! try open_keystore "$1"; then
    unopened "${1#./}"
  elif pick "$2" "$SCRATCH/keystore.pem" PEM; then
    pass "${1#./}: opens with the password, and holds the certificate"
  else
    fail "${1#./}: does not hold the certificate that was made"
  fi
  rm -f "$SCRATCH/keystore.pem"
}
