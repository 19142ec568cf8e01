import { combinedLine, completedFields, type AccessEvent } from './access-log.ts';
import { FORMATS, type Fields, type LogFormatter, type LogSeverity } from './log-format.ts';

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

export interface LogSettings {
  readonly level: LogLevel;
  readonly accessLog: boolean;
  /** `text` when not written. */
  readonly formatter?: LogFormatter;
  /** What every line of fields says beside its own. */
  readonly fields?: Readonly<Record<string, string>>;
}

const WEIGHTS: Readonly<Record<LogSeverity | LogLevel, number>> = {
  debug: 0,
  info: 1,
  warn: 2,
  warning: 2,
  error: 3,
};

/** The log of Docker's registry: lines of fields about what happens, and a line of the access log for each request. */
export class RegistryLog {
  readonly #settings: LogSettings;
  readonly #onFields: (line: string) => void;
  readonly #onAccess: (line: string) => void;

  constructor(
    settings: LogSettings,
    onFields: (line: string) => void,
    onAccess: (line: string) => void = onFields,
  ) {
    this.#settings = settings;
    this.#onFields = onFields;
    this.#onAccess = onAccess;
  }

  say(severity: LogSeverity, message: string, fields: Fields = {}, time = new Date().toISOString()): void {
    const { level, formatter = 'text', fields: always } = this.#settings;
    if (WEIGHTS[severity] < WEIGHTS[level]) return;
    this.#onFields(FORMATS[formatter]({ time, severity, message, fields: { ...always, ...fields } }));
  }

  request(event: AccessEvent): void {
    const failed = event.status >= 400;
    const message = failed ? 'response completed with error' : 'response completed';
    this.say(failed ? 'error' : 'info', message, completedFields(event), event.time);
    if (this.#settings.accessLog) this.#onAccess(combinedLine(event));
  }
}
