import { quote } from './quote.ts';

export type LogFormatter = 'text' | 'json' | 'logstash';
export type LogSeverity = 'debug' | 'info' | 'warning' | 'error';
export type Fields = Readonly<Record<string, string | number | undefined>>;

export interface LogEntry {
  readonly time: string;
  readonly severity: LogSeverity;
  readonly message: string;
  readonly fields: Fields;
}

/** The formatters of Docker's registry (`log.formatter`). */
export const FORMATS: Readonly<Record<LogFormatter, (entry: LogEntry) => string>> = {
  text: textLine,
  json: ({ time, severity, message, fields }) =>
    JSON.stringify({ ...fields, level: severity, msg: message, time }),
  logstash: ({ time, severity, message, fields }) =>
    JSON.stringify({ '@timestamp': time, '@version': '1', ...fields, level: severity, message }),
};

/** `time="…" level=info msg="listening on …" key=value`. */
function textLine({ time, severity, message, fields }: LogEntry): string {
  let line = `time="${time}" level=${severity} msg=${quote(message)}`;
  for (const key in fields) {
    const value = fields[key];
    if (value === undefined || value === '') continue;
    const text = String(value);
    line += ` ${key}=${/^[\w.\-/@^+]+$/.test(text) ? text : quote(text)}`;
  }
  return line;
}
