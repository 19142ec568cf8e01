/**
 * A program for awk: prints the images that a Dockerfile names in FROM and `--from=`, each as a call by the name of
 * `from`, with its arguments put in and without its own stages. Values of `--build-arg` come in the variable `given`.
 */
export const DOCKERFILE_BASES = String.raw`
function plain(text, name, at, long) {
  while (match(text, /[$][{]?[A-Za-z_][A-Za-z0-9_]*/)) {
    at = RSTART; long = RLENGTH
    name = substr(text, at, long)
    gsub(/[${'$'}{]/, "", name)
    rest = substr(text, at + long)
    if (substr(text, at + 1, 1) == "{") {
      value = value_of[name]
      if (substr(rest, 1, 2) == ":-" && value == "") value = substr(rest, 3, index(rest, "}") - 3)
      rest = substr(rest, index(rest, "}") + 1)
    } else value = value_of[name]
    text = substr(text, 1, at - 1) value rest
  }
  return text
}
function tell(name) {
  name = plain(name)
  if (name == "scratch" || name in stage || name ~ /^[0-9]+$/ || name !~ /^[A-Za-z0-9._:\/@-]+$/) return
  printf "from\t%s\t\n", name
}
BEGIN {
  count = split(ENVIRON["given"], lines, "\n")
  for (i = 1; i <= count; i++) {
    at = index(lines[i], "=")
    if (at) { name = substr(lines[i], 1, at - 1); fixed[name] = 1; value_of[name] = substr(lines[i], at + 1) }
  }
}
{ sub(/\r$/, ""); verb = toupper($1) }
verb == "ARG" && !begun {
  at = index($2, "=")
  name = at ? substr($2, 1, at - 1) : $2
  value = at ? substr($2, at + 1) : ""
  gsub(/["\47]/, "", value)
  if (!(name in fixed)) value_of[name] = plain(value)
}
verb == "FROM" {
  begun = 1
  word = ($2 ~ /^--/) ? 3 : 2
  tell($word)
  if (toupper($(word + 1)) == "AS") stage[$(word + 2)] = 1
}
verb == "COPY" || verb == "ADD" || verb == "RUN" {
  for (i = 2; i <= NF; i++) if ($i ~ /^--/ && match($i, /from=[^,]+/)) tell(substr($i, RSTART + 5, RLENGTH - 5))
}`;
