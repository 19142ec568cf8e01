import { DOCKERFILE_BASES } from './dockerfile-bases.ts';
import { SESSION_LABEL } from './ledger/session-label.ts';
import { realCommand } from './real-command.ts';
import { quote } from './shell/state.ts';

/** Options of `docker` itself, before any command, that take the next word. */
const GLOBAL = '--config|-c|--context|-H|--host|-l|--log-level|--tlscacert|--tlscert|--tlskey';

/**
 * The `docker` of a session on a real engine: the learner's own docker command, with the session's label added to
 * what creates containers, volumes, networks, services, secrets and configs. It ends by `exec`, so terminal, signals
 * and exit code are docker's.
 *
 * Images get no label: it would be one more step in the output of `docker build`, another id than the same Dockerfile
 * gives elsewhere, and pulled or tagged ones can have none. Their names are noted in `calls` instead, one call a line.
 */
export function realDockerLauncher({ bin, id, calls }: { bin: string; id: string; calls: string }): string {
  return String.raw`#!/bin/sh
# The docker command of this machine. What it creates here gets a label, by which "workshop clean" knows it again.
here=${quote(bin)}
label=${quote(`${SESSION_LABEL}=${id}`)}
calls=${quote(calls)}

${realCommand('docker', '. Install it, or walk this lab with "--engine practice", which brings its own.')}

group= verb= at=0 value=
for word in "$@"; do
  at=$((at + 1))
  if [ -n "$value" ]; then value=; continue; fi
  if [ -n "$group" ]; then
    case $word in -*) continue ;; esac
    verb="$group $word"
    break
  fi
  case $word in
    ${GLOBAL}) value=next ;;
    -*) ;;
    container | volume | network | service | secret | config | image | builder | buildx) group=$word ;;
    *) verb=$word; break ;;
  esac
done

case $verb in
  run | create | 'container run' | 'container create' | 'volume create' | 'network create' | 'secret create' | \
    'config create' | 'service create')
    left=$# passed=0
    while [ "$passed" -lt "$left" ]; do
      word=$1
      shift
      set -- "$@" "$word"
      passed=$((passed + 1))
      [ "$passed" -eq "$at" ] || continue
      set -- "$@" --label "$label"
      [ "$verb" != 'service create' ] || set -- "$@" --container-label "$label"
    done
    ;;
  tag | pull | load | import | commit | 'image tag' | 'image pull' | 'image load' | 'image import' | 'container commit')
    [ ! -d "${'$'}{calls%/*}" ] || {
      printf '%s\t' "${'$'}{verb##* }"
      # Only what can be a name of an image: messages, settings and addresses may hold secrets.
      for word in "$@"; do
        case $word in -* | *://* | *[!A-Za-z0-9._:/@-]*) ;; *) printf '%s\t' "$word" ;; esac
      done
      echo
    } >>"$calls"
    ;;
  build | 'image build' | 'builder build' | 'buildx build' | 'buildx b')
    # Only the names: the values of build arguments may be secrets.
    [ ! -d "${'$'}{calls%/*}" ] || {
      printf 'build\t'
      file= context= given=
      for word in "$@"; do
        case $value in
          tag) printf '%s\t' "$word" ;;
          file) file=$word ;;
          arg) given="$given$word
" ;;
        esac
        if [ -n "$value" ]; then value=; continue; fi
        case $word in
          -t | --tag) value=tag ;;
          --tag=*) printf '%s\t' "${'$'}{word#--tag=}" ;;
          -t?*) printf '%s\t' "${'$'}{word#-t}" ;;
          -f | --file) value=file ;;
          --file=*) file=${'$'}{word#--file=} ;;
          -f?*) file=${'$'}{word#-f} ;;
          --build-arg) value=arg ;;
          --build-arg=*) given="$given${'$'}{word#--build-arg=}
" ;;
          --add-host | --cache-from | --iidfile | --label | --network | --platform | --progress | --target | \
            --memory | -m | --secret | --ssh | --output | -o) value=other ;;
          -*) ;;
          *) context=$word ;;
        esac
      done
      echo
      # The images that it stands on, which the engine gets when they are missing.
      [ -n "$file" ] || file=$context/Dockerfile
      [ ! -f "$file" ] || given=$given awk ${quote(DOCKERFILE_BASES)} "$file" 2>/dev/null
    } >>"$calls"
    ;;
esac
exec "$docker" "$@"
`;
}
