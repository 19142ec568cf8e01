import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { writeAtomically } from '../atomic-file.ts';

/** Text of bash in which a dollar sign before a brace is written `\${`; all else stands as it is. */
export function bash(parts: TemplateStringsArray, ...values: string[]): string {
  return String.raw(parts, ...values).replaceAll('\\$', '$');
}

/**
 * Tells variables, functions, aliases, options and working directory on descriptor 198. Everything goes through
 * `builtin` and under names of its own, since the learner may redefine anything else; it keeps to bash 3.2, which
 * macOS has. The options of the shell that runs it are changed: an interactive one runs it in a subshell.
 */
export const SAVE_FUNCTION = bash`
# A high number: a learner who opens 3 or 4 (exec 3<>/dev/tcp/localhost/5000) takes nothing from us.
exec 198>&4 4>&-

__workshop_save() {
  __workshop_flags=$-
  __workshop_pipefail=
  [[ -o pipefail ]] && __workshop_pipefail=1
  __workshop_shopt=
  builtin set +euxvf +o noclobber
  __workshop_ifs=\${IFS-$' \t\n'}
  builtin unset IFS
  for __workshop_name in nullglob dotglob extglob globstar failglob nocaseglob nocasematch; do
    if builtin shopt -q "$__workshop_name"; then
      __workshop_shopt="$__workshop_shopt $__workshop_name"
      builtin shopt -u "$__workshop_name"
    fi
  done
  {
    builtin printf 'begin\0cwd\0%s\0' "$PWD"
    builtin printf 'oldpwd\0%s\0' "\${OLDPWD-}"
    builtin printf 'ifs\0%s\0' "$__workshop_ifs"
    builtin printf 'flags\0%s\0' "$__workshop_flags"
    builtin printf 'pipefail\0%s\0' "$__workshop_pipefail"
    builtin printf 'shopt\0%s\0' "$__workshop_shopt"
    builtin printf 'umask\0'; builtin umask; builtin printf '\0'
    for __workshop_name in $(builtin compgen -v); do
      case $__workshop_name in
        __workshop_* | BASH | BASH_* | BASHOPTS | BASHPID | COMP_* | COMPREPLY | DIRSTACK | EPOCH* | EUID | FUNCNAME | \
        GROUPS | HISTCMD | HOSTTYPE | IFS | LINENO | MACHTYPE | OLDPWD | OPTERR | OPTIND | OSTYPE | PIPESTATUS | \
        PPID | PS4 | PWD | RANDOM | SECONDS | SHELLOPTS | SHLVL | SRANDOM | UID | COLUMNS | LINES | _) builtin continue ;;
      esac
      builtin printf 'var\0%s\0%s\0' "$__workshop_name" "\${!__workshop_name-}"
      builtin declare -p "$__workshop_name"
      builtin printf '\0'
    done
    for __workshop_name in $(builtin compgen -A function); do
      case $__workshop_name in
        __workshop_*) builtin continue ;;
      esac
      builtin printf 'fun\0%s\0' "$__workshop_name"
      builtin declare -f "$__workshop_name"
      builtin printf '\0'
    done
    builtin printf 'funs\0'; builtin declare -F; builtin printf '\0'
    builtin printf 'aliases\0'; builtin alias -p; builtin printf '\0__workshop_end__\0'
  } >&198 2>/dev/null
}
`;

/** What a fresh bash runs around one typed line: what to restore and the line come from descriptor 3. */
export const SHELL_SCRIPT = bash`${SAVE_FUNCTION}
# After the line: an EXIT trap of the learner's own belongs to this shell, which ends only at the end of the session.
__workshop_finish() {
  __workshop_status=$?
  builtin trap - EXIT
  __workshop_save
  builtin exit "$__workshop_status"
}

IFS= builtin read -r -d '' __workshop_restore <&3
IFS= builtin read -r -d '' __workshop_line <&3
exec 3<&-
builtin trap '{ __workshop_finish; } 2>/dev/null' EXIT
builtin shopt -s expand_aliases
builtin eval "$__workshop_restore" 2>/dev/null
`;

/** The program text of each fresh bash; `$1` is the file that holds the script above. On one line: errors name it. */
export const SHELL_PROGRAM =
  '. "$1"; builtin set --; builtin eval "$__workshop_line"; { __workshop_finish; } 2>/dev/null';

/** Puts a script where bash can read it, anew when it is of another version. Returns the file. */
export function writeScript(folder: string, name: 'remember.sh' | 'rc.sh', text: string): string {
  const file = path.join(folder, name);
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeAtomically(file, text);
  }
  return file;
}
