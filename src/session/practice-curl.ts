import { ASKED_NAMES } from '../engine/stand-in-files.ts';
import { realCommand } from './real-command.ts';
import { quote } from './shell/state.ts';

/** Seconds. The engine answers at once, or not at all. */
const PATIENCE = 20;

/**
 * The `curl` of a practice session: the learner's own, after practice was asked for a hosted registry that has a name for
 * each customer. From then on the settings of the session's curl lead there. A name that practice has not is an error, as
 * a name that nobody has: it is never looked up elsewhere. It ends by `exec`, so terminal, signals and exit code are curl's.
 */
export function practiceCurl({ bin, socket }: { bin: string; socket: string }): string {
  return String.raw`#!/bin/sh
# The curl command of this machine. Hosted registries of customers are looked for in practice before.
here=${quote(bin)}
socket=${quote(socket)}

${realCommand('curl', '')}

for word in "$@"; do
  case $word in
    http://* | https://*) host=${'${word#*://}'} ;;
    -* | *://* | '') continue ;;
    *) host=$word ;;
  esac
  host=${'${host%%[/?#]*}'} host=${'${host##*@}'} host=${'${host%%:*}'}
  case $host in
    *[!A-Za-z0-9.-]*) continue ;;
    ${ASKED_NAMES.join(' | ')}) ;;
    *) continue ;;
  esac
  if ! known=$("$curl" -q -s -m ${PATIENCE} --unix-socket "$socket" "http://localhost/workshop/registries?domain=$host"); then
    echo "curl: the practice engine does not answer, so nobody knows the way to $host" >&2
    exit 7
  fi
  case $known in
    *"\"$host\":"*) ;;
    *)
      echo "curl: (6) Could not resolve host: $host" >&2
      echo "      (Practice has no registry of this name, and asks no network. Was it created, and is it spelled right?)" >&2
      exit 6
      ;;
  esac
done
exec "$curl" "$@"
`;
}
