
# A path that never exists: the place of a folder that is not here.
NOWHERE=/dev/null

# locate FOLDER (NAME RULE)...
# Sets AT to where the folder's files are: as in the zip, in the folder alone, or beside this script. RULE says when a file
# found elsewhere is this folder's: `own` always, no other has the name; `shared` never by itself, others have the same
# file; else by its digest.
locate() {
  AT=./$1
  moved=no
  if [ "$1" = . ]; then
    AT=.
    moved=yes
  fi
  shift
  until holds "$@"; do
    case $AT in
      .) AT=$NOWHERE; return ;;
      ./*/*) AT=./${AT#./*/} ;;
      *) AT=. ;;
    esac
    moved=yes
  done
}

holds() {
  only_shared=yes
  complete=yes
  while [ $# -gt 0 ]; do
    if [ "$2" != shared ]; then only_shared=no; fi
    if [ ! -f "$AT/$1" ]; then
      complete=no
    elif [ "$moved" = no ] || [ "$2" = own ]; then
      return 0
    elif [ "$2" != shared ] && [ "$(digest_of "$AT/$1")" = "$2" ]; then
      return 0
    fi
    shift 2
  done
  [ "$only_shared$complete" = yesyes ]
}

FOUND=0
# absent FOLDER MACHINE: whether a folder is not here; says so.
absent() {
  if [ "$AT" = "$NOWHERE" ]; then
    note 'not here' "$1 ($2)"
    return 0
  fi
  FOUND=$((FOUND + 1))
  return 1
}

# file PATH DIGEST KIND; KIND: public, secret, guarded (secret, under a password), text (any machine's download has it)
file() {
  shown=${1#./}
  if [ ! -f "$1" ]; then
    if [ "$3" = text ]; then note 'not here' "$shown"; else fail "$shown: missing"; fi
    return
  fi
  if [ ! -r "$1" ]; then
    skip "$shown: this account may not read it"
    return
  fi
  if [ -z "$2" ]; then
    note there "$shown: holds a password, so no digest of it is kept here"
  elif [ "$DIGEST" = none ]; then
    skip "$shown: its SHA-256 (neither sha256sum nor shasum nor openssl is installed)"
  elif [ "$(digest_of "$1")" = "$2" ]; then
    pass "$shown: unchanged since it was made"
  elif [ "$3" = guarded ] && opens "$1"; then
    pass "$shown: changed since it was made, but opens with the password"
  else
    fail "$shown: changed since it was made (its SHA-256 differs)"
  fi
  case $3 in secret | guarded) private "$1" ;; esac
}

# A matter of this computer, not of the bundle, so it warns and does not fail.
private() {
  case $(ls -ldn -- "$1") in
    -??????r*) note warning "$shown: readable by every account on this computer; to change that: chmod 600" ;;
  esac
}

opens() { [ "$OPENSSL" != none ] && [ -n "$PASSWORDS" ] && public_of "$1" PEM >/dev/null; }

# try COMMAND...: runs it with each password in CERTWRIGHT_PASSWORD, until one fits. In a subshell, so that no other command
# is given a password.
try() (
  export CERTWRIGHT_PASSWORD
  left=${PASSWORDS:-$NEWLINE}
  while [ -n "$left" ]; do
    CERTWRIGHT_PASSWORD=${left%%"$NEWLINE"*}
    left=${left#*"$NEWLINE"}
    if "$@" 2>/dev/null </dev/null; then exit 0; fi
  done
  exit 1
)

# public_of FILE FORM: the public key of a private key, as PEM
public_of() { try openssl pkey -in "$1" -inform "$2" -passin env:CERTWRIGHT_PASSWORD -pubout; }
