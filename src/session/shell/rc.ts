import { bash, SAVE_FUNCTION } from './script.ts';

/**
 * Start file of the interactive bash of `workshop shell`: the learner's own start file, then ours. At each prompt it
 * tells the line that was typed, how it ended, and the shell's state on descriptor 198; the process that started the
 * shell redacts and writes it down, so that nothing unredacted is ever on disk, the history file included.
 */
export const RC_SCRIPT = bash`
if [ -f ~/.bashrc ]; then . ~/.bashrc; fi
${SAVE_FUNCTION}

__workshop_prompt() {
  __workshop_status=$?
  __workshop_entry=$(HISTTIMEFORMAT= builtin history 1)
  __workshop_number=\${__workshop_entry%%[^0-9 ]*}
  __workshop_number=\${__workshop_number// /}
  if [ "$__workshop_number" != "$__workshop_last" ]; then
    __workshop_last=$__workshop_number
    __workshop_entry=\${__workshop_entry#*"$__workshop_number"}
    {
      builtin printf 'line\0%s\0%s\0' "$__workshop_status" "\${__workshop_entry#  }"
      builtin printf '%s\0%s\0' "$__workshop_cwd" "$__workshop_began"
    } >&198 2>/dev/null
    (__workshop_save)
  fi
  __workshop_cwd=$PWD
  __workshop_began=0
  return $__workshop_status
}

IFS= read -r -d '' __workshop_changes <&3
IFS= read -r -d '' __workshop_restore <&3
exec 3<&-
eval "$__workshop_changes"
(__workshop_save)
eval "$__workshop_restore" 2>/dev/null

unset HISTFILE
HISTCONTROL=
HISTIGNORE=
shopt -s cmdhist lithist expand_aliases
__workshop_last=
__workshop_none=
__workshop_cwd=$PWD
__workshop_began=0
# Expanded when a line begins to run (bash 4.4 and later): notes the time in microseconds, prints nothing.
PS0="\${PS0-}"'\${__workshop_none:$((__workshop_began=\${EPOCHREALTIME/[^0-9]/}+0, 0)):0}'
PROMPT_COMMAND="__workshop_prompt\${PROMPT_COMMAND:+; $PROMPT_COMMAND}"
PS1="($WORKSHOP_SESSION) \${PS1-\$ }"
`;
