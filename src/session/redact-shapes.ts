/** What stands in transcripts in place of a secret. One plain word, so that a redacted line still parses. */
export const REDACTED = 'REDACTED';

/** One shell word, quoted or not. */
const WORD = String.raw`(?:"(?:[^"\\]|\\[\s\S])*"|'[^']*'|\\.|[^\s"'\\;&|<>()])+`;

interface Shape {
  /** Group `secret` is replaced; the rest stays. */
  readonly pattern: RegExp;
}

const shape = (source: string, flags = ''): Shape => ({ pattern: new RegExp(source, `dg${flags}`) });

/** What a learner types to hand a secret to a program. `line`: only where commands are written, not in outputs. */
export const lineShapes: readonly Shape[] = [
  // docker login, podman login, helm registry login, oras login, crane auth login, az login …
  shape(
    String.raw`\slogin\b[^\n;|&]*?\s(?:-p|--password|--pass|--token|--secret|--client-secret)(?:\s+|=)(?<secret>${WORD})`,
  ),
  shape(String.raw`\slogin\b[^\n;|&]*?\s-[A-Za-z]*p(?<secret>(?!assword)[^\s=-][^\s;|&]*)`),
  shape(
    String.raw`(?:^|\s)--?(?:\w+-)*(?:password|passwd|passphrase|pass|token|api-?key|client-secret|secret-key|access-key)(?:\s+|=)(?<secret>(?!-stdin)(?!-)${WORD})`,
  ),
  // curl -u, wget --user, http -a: user:password. Elsewhere -u 1000:1000 is a user and a group.
  shape(
    String.raw`\b(?:curl|wget|https?|xh|httpie)\b[^\n;|&]*?\s(?:-u|--user|-U|--proxy-user|-a|--auth)(?:\s+|=)?["']?[^\s:"'=-][^\s:"']*:(?<secret>[^\s"']+)`,
  ),
  shape(String.raw`\bcurl\b[^\n;|&]*?\s-[a-zA-Z]*u\s*["']?[^\s:"'=-][^\s:"']*:(?<secret>[^\s"']+)`),
  shape(String.raw`\s--(?:src-|dest-)?creds(?:\s+|=)["']?[^\s:"']+:(?<secret>[^\s"']+)`),
  // htpasswd -Bbn user password, also as a container's program: the last word
  shape(
    String.raw`\bhtpasswd\b[^\n;|&<>]*?\s-\w*b\w*\s[^\n;|&<>]*?\s(?<secret>${WORD})(?=\s*(?:$|[;|&<>)]))`,
    'm',
  ),
  // echo SECRET | docker login --password-stdin
  shape(
    String.raw`\b(?:echo|printf)\s+(?:-\w+\s+)*(?:["']%s(?:\\n)?["']\s+)?(?<secret>${WORD})\s*\|[^\n;&]*(?:--password-stdin|--with-token|--passphrase-fd|--token-stdin|htpasswd\s+(?:-\w+\s+)*-\w*i)`,
  ),
  shape(String.raw`(?:--password-stdin|--with-token)\b[^\n;&|]*<<<\s*(?<secret>${WORD})`),
  shape(
    String.raw`(?:--password-stdin|--with-token)\b[^\n]*<<-?\s*["']?(?<end>\w+)["']?[^\n]*\n(?<secret>[\s\S]*?)\n\s*\k<end>\b`,
  ),
  shape(String.raw`<<<\s*(?<secret>${WORD})\s*[^\n;&|]*(?:--password-stdin|--with-token)`),
  // sshpass -p secret, mysql -psecret
  shape(String.raw`\bsshpass\s+-p\s*(?<secret>${WORD})`),
  // NAME=value in front of a command, after export, env, -e, --env, --build-arg
  shape(String.raw`(?:^|[\s;&|(,"'])(?<name>[A-Za-z_][A-Za-z0-9_]*)\+?=(?<secret>${WORD})`),
  shape(String.raw`(?:^|[\s;&|(])(?<name>[A-Za-z_][A-Za-z0-9_]*)=\((?<secret>[^)\n]*)\)`),
];

/** What gives itself away wherever it stands, in lines and in outputs. */
export const anywhereShapes: readonly Shape[] = [
  shape(
    String.raw`\b(?:proxy-)?authorization["']?\s*[:=]\s*["']?(?:(?:basic|bearer|token|digest)\s+)?(?<secret>[^\s"',;}]+)`,
    'i',
  ),
  shape(String.raw`\b(?:bearer|basic)\s+(?<secret>[A-Za-z0-9._~+/-]{12,}=*)`, 'i'),
  shape(
    String.raw`\bx-(?:registry-auth|registry-config|api-key|auth-token|access-token)["']?\s*[:=]\s*["']?(?<secret>[^\s"',;}]+)`,
    'i',
  ),
  shape(String.raw`\b[a-z][a-z0-9+.-]{0,20}://[^\s/:@"']*:(?<secret>[^\s/@"']+)@`, 'i'),
  shape(
    String.raw`[?&](?:access_token|token|password|api_?key|sig|signature|client_secret|x-amz-signature)=(?<secret>[^\s&"'#]+)`,
    'i',
  ),
  // Fields of JSON and YAML: "auth": "…", password: …
  shape(String.raw`["'](?<name>[\w.-]+)["']\s*:\s*["'](?<secret>(?:[^"'\\]|\\.)+)["']`),
  shape(
    String.raw`(?:^|[\s{,-])(?<name>[\w.-]{0,40}(?:password|passwd|secret|token|api[_-]?key)[\w.-]{0,40}):[ \t]+(?!(?:command )?not found$|No such file or directory|Permission denied|Is a directory)(?<secret>["']?[^\s"'{}\[\],]{4,})`,
    'im',
  ),
  // NAME=value as `env` and `declare -p` print it
  shape(String.raw`(?:^|\s)(?<name>[A-Za-z_][A-Za-z0-9_]*)=(?<secret>${WORD})`, 'm'),
  // password hashes of htpasswd files
  shape(String.raw`(?<secret>\$(?:2[aby]|apr1|5|6|y|argon2id?)\$[A-Za-z0-9./$=,+]{8,})`),
  shape(
    String.raw`(?<secret>-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$))`,
  ),
  shape(String.raw`^(?<secret>(?:[A-Za-z0-9+/=]{20,}\s+){1,100}-----END [A-Z ]*PRIVATE KEY-----)`, 'm'),
  // Tokens with a maker's mark: GitHub, GitLab, Docker Hub, AWS, Slack, npm, Google, Azure, Stripe, Quay, Heroku …
  shape(String.raw`\b(?<secret>gh[pousr]_[A-Za-z0-9]{20,})`),
  shape(String.raw`\b(?<secret>github_pat_[A-Za-z0-9_]{20,})`),
  shape(String.raw`\b(?<secret>gl(?:pat|dt|rt|cbt|ptt)-[A-Za-z0-9_-]{16,})`),
  shape(String.raw`\b(?<secret>dckr_(?:pat|oat)_[A-Za-z0-9_-]{16,})`),
  // ours: tokens and passwords of the stand-ins
  shape(String.raw`\b(?<secret>practice-(?:[a-z]+-)?[A-Za-z0-9_-]{32,})`),
  shape(String.raw`\b(?<secret>(?:AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[A-Z0-9]{16})\b`),
  shape(String.raw`\b(?<secret>xox[abposr]-[A-Za-z0-9-]{10,})`),
  shape(String.raw`\b(?<secret>npm_[A-Za-z0-9]{30,})`),
  shape(String.raw`\b(?<secret>AIza[A-Za-z0-9_-]{30,})`),
  shape(String.raw`\b(?<secret>ya29\.[A-Za-z0-9_-]{20,})`),
  shape(String.raw`\b(?<secret>(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,})`),
  shape(String.raw`\b(?<secret>sk-[A-Za-z0-9_-]{20,})`),
  shape(String.raw`\b(?<secret>hf_[A-Za-z0-9]{20,})`),
  shape(String.raw`\b(?<secret>pypi-[A-Za-z0-9_-]{20,})`),
  shape(String.raw`\b(?<secret>do[opr]_v1_[a-f0-9]{32,})`),
  shape(String.raw`\b(?<secret>eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)?)`),
  shape(String.raw`\b(?<secret>AccountKey=[A-Za-z0-9+/=]{20,})`, 'i'),
  shape(String.raw`\b(?<secret>[A-Za-z0-9~_.-]{3}[78]Q~[A-Za-z0-9~_.-]{31,34})`),
];
