const STARS = '***';

/**
 * A command line with the values hidden that may be secret: passwords given to `login` or `curl`, authorization
 * headers, user names and passwords in addresses, and variables called like secrets.
 */
export function mask(line: string): string {
  let masked = line
    .replace(/(:\/\/)[^\s/@'"]+@/g, `$1${STARS}@`)
    .replace(/(authorization:\s*)(?:[^\s'"]+(?:\s+[^\s'"]+)?)/gi, `$1${STARS}`)
    .replace(/(--password(?:=|\s+))("[^"]*"|'[^']*'|\S+)/g, `$1${STARS}`)
    .replace(/\b(\w*(?:password|passwd|secret|token)\w*=)("[^"]*"|'[^']*'|\S+)/gi, `$1${STARS}`);
  if (/\blogin\b/.test(line)) masked = masked.replace(/(\s-p(?:=|\s*))("[^"]*"|'[^']*'|\S+)/g, `$1${STARS}`);
  if (/\bhtpasswd\b/.test(line)) masked = masked.replace(/(\s\S+\s+)(\S+)\s*$/, `$1${STARS}`);
  if (/\bcurl\b/.test(line))
    masked = masked.replace(/(\s(?:-u|--user)(?:=|\s*))("[^"]*"|'[^']*'|\S+)/g, `$1${STARS}`);
  return masked;
}
