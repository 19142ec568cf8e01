import { highlight, type Theme } from 'cli-highlight';
import { mark } from './marks.ts';

/** Every kind of word that highlight.js knows is named: for one that is not, chalk would decide. */
const theme: Theme = {
  ...all(String, 'type regexp subst symbol class function title params name section tag bullet formula link'),
  ...all(String, 'code quote emphasis addition deletion doctag'),
  ...all(mark('faint'), 'comment meta'),
  ...all(mark('value'), 'string number literal'),
  ...all(mark('code'), 'attr attribute built_in keyword variable strong'),
  default: String,
};

/** In a shell what one types is the code; only what is said about it and what it quotes differ. */
const shell: Theme = { ...theme, ...all(mark('code'), 'built_in keyword variable default') };

const languages: Readonly<Record<string, readonly [language: string, theme: Theme]>> = {
  ...Object.fromEntries(['sh', 'bash'].map((name) => [name, ['bash', shell] as const])),
  json: ['json', theme],
  yaml: ['yaml', theme],
  yml: ['yaml', theme],
  dockerfile: ['dockerfile', theme],
  http: ['http', theme],
};

function all(paint: (text: string) => string, names: string): Theme {
  return Object.fromEntries(names.split(' ').map((name) => [name, paint]));
}

/** Code with its words marked; what a program answers (no language, `text`) stays faint. */
export function highlighted(code: string, lang: string | undefined): string {
  if (!lang || /^(text|txt|output|console)$/.test(lang)) return mark('faint')(code);
  const known = languages[lang.toLowerCase()];
  if (!known) return mark('code')(code);
  const [language, theme] = known;
  return highlight(code, { language, theme, ignoreIllegals: true });
}
