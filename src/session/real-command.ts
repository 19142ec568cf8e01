/**
 * Lines of `sh` for a launcher of ours in the folder `$here`: the variable `name` is then the command of that name that
 * PATH leads to without us. Where there is none, it says `missing` and ends as a shell does. They leave globbing off.
 */
export function realCommand(name: string, missing: string): string {
  return String.raw`set -f
IFS=:
${name}=
for folder in $PATH; do
  [ -n "$folder" ] && [ "$folder" != "$here" ] || continue
  if [ -f "$folder/${name}" ] && [ -x "$folder/${name}" ]; then ${name}=$folder/${name}; break; fi
done
unset IFS
if [ -z "${'$'}${name}" ]; then
  echo '${name}: command not found${missing}' >&2
  exit 127
fi`;
}
