set -u
LC_ALL=C
export LC_ALL
unset CDPATH

usage() {
  cat <<'END'
Usage: sh verify.sh [--connect HOST:PORT] [--password-file FILE]...

Checks the files of this bundle that are here. It reads them and changes nothing. The script may lie in the unpacked
zip, beside one machine's folder, or inside it.

  --connect HOST:PORT   then also connect to the running server (an IPv6 address in brackets: [::1]:50052); when its
                        clients have certificates, a second time without one, which it must refuse
  --password-file FILE  open keys and keystores that have a password; FILE holds one in each line, by itself or as
                        passwords.txt has it (name: password). May be repeated; - asks for one
  --help                print this text

Exit status: 0 everything was checked, 1 a check failed, 2 wrong usage, 3 something could not be checked (it is named),
for example a protected key without --password-file. What no password opens has failed if as many were given as the
bundle has.
END
}

misuse() {
  printf 'verify.sh: %s\n\n' "$1" >&2
  usage >&2
  exit 2
}

NEWLINE='
'
PASSWORDS=
GIVEN=0
add_password() {
  [ -n "$1" ] || return 0
  PASSWORDS=$PASSWORDS$1$NEWLINE
  case $1 in *': '*) PASSWORDS=$PASSWORDS${1#*: }$NEWLINE ;; esac
  GIVEN=$((GIVEN + 1))
}

read_passwords() {
  while IFS= read -r line || [ -n "$line" ]; do add_password "${line%"$(printf '\r')"}"; done
}

passwords_from() {
  if [ "$1" != - ]; then
    [ -r "$1" ] || misuse "--password-file: cannot read $1"
    read_passwords <"$1"
  elif [ -t 0 ]; then
    # Echo comes back however the typing ends.
    trap 'stty echo; echo >&2' EXIT
    trap 'exit 130' HUP INT TERM
    stty -echo
    printf 'Password: ' >&2
    IFS= read -r line
    stty echo
    echo >&2
    trap - EXIT HUP INT TERM
    add_password "$line"
  else
    read_passwords
  fi
}

CONNECT=
while [ $# -gt 0 ]; do
  case $1 in
    --connect) [ $# -ge 2 ] || misuse '--connect needs HOST:PORT'; CONNECT=$2; shift 2 ;;
    --connect=*) CONNECT=${1#*=}; shift ;;
    --password-file) [ $# -ge 2 ] || misuse '--password-file needs a file name'; passwords_from "$2"; shift 2 ;;
    --password-file=*) passwords_from "${1#*=}"; shift ;;
    --help | -h) usage; exit 0 ;;
    *) misuse "unknown argument: $1" ;;
  esac
done
case $CONNECT in
  '' | \[*:*\]:[0-9]*) ;;
  *:*:*) misuse "--connect: write an IPv6 address in brackets, [address]:port. Given: $CONNECT" ;;
  ?*:[0-9]*) ;;
  *) misuse "--connect: HOST:PORT is needed. Given: $CONNECT" ;;
esac

cd -- "$(dirname -- "$0")" || exit 3

PASSED=0
FAILED=0
UNCHECKED=0
pass() {
  PASSED=$((PASSED + 1))
  printf 'ok           %s\n' "$1"
}
fail() {
  FAILED=$((FAILED + 1))
  printf 'FAILED       %s\n' "$1"
}
skip() {
  UNCHECKED=$((UNCHECKED + 1))
  printf 'NOT CHECKED  %s\n' "$1"
}
note() { printf '%-12s %s\n' "$1" "$2"; }

# OpenSSL compares host names itself; for LibreSSL the names are read from the certificate.
OPENSSL=none
if command -v openssl >/dev/null 2>&1; then
  case $(openssl version 2>/dev/null) in
    OpenSSL*) OPENSSL=openssl ;;
    LibreSSL*) OPENSSL=libressl ;;
  esac
fi

DIGEST=none
for tool in sha256sum shasum; do
  if [ "$DIGEST" = none ] && command -v "$tool" >/dev/null 2>&1; then DIGEST=$tool; fi
done
if [ "$DIGEST" = none ] && [ "$OPENSSL" != none ]; then DIGEST=openssl; fi

digest_of() {
  case $DIGEST in
    sha256sum) sum=$(sha256sum <"$1") ;;
    shasum) sum=$(shasum -a 256 <"$1") ;;
    openssl) sum=$(openssl dgst -sha256 -r <"$1") ;;
    *) sum= ;;
  esac
  printf '%s' "${sum%% *}"
}

SCRATCH=
if [ "$OPENSSL" != none ]; then
  SCRATCH=$(mktemp -d 2>/dev/null) || SCRATCH=
  # Only certificates go there; they are public.
  if [ -n "$SCRATCH" ]; then
    trap 'rm -rf "$SCRATCH"' EXIT
    trap 'exit 130' HUP INT TERM
  else
    note warning 'mktemp cannot make a temporary folder, so only the digests are checked'
    OPENSSL=none
  fi
fi
