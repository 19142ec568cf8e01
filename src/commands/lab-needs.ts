import type { Need } from '../lab/lab.ts';
import type { CatalogEntry } from './catalog.ts';
import type { Finding } from './examination.ts';

export interface LabNeeds {
  readonly id: string;
  /** One for each engine that the lab is made for. */
  readonly engines: readonly Finding[];
}

/** What a lab asks of a real engine beside being there; in practice all of it is played, but for git. */
const needWords: Readonly<Record<Need, string>> = {
  swarm: 'an engine that may start a swarm',
  internet: 'the internet',
  account: 'an account at the registry',
  git: 'git on the PATH',
};

/** Whether a lab can be walked here, in each of its engines. */
export function labNeeds({ id, lab, problems }: CatalogEntry, machine: readonly Finding[]): LabNeeds {
  if (!lab) {
    const [first] = problems;
    const todo = `\`workshop lint ${id}\` tells all. ${first?.message ?? ''}`.trim();
    return {
      id,
      engines: [{ id: 'lab', status: 'missing', name: 'any engine', found: 'the lab does not load', todo }],
    };
  }
  const there = (wanted: string): boolean =>
    machine.find((finding) => finding.id === wanted)?.status === 'ok';
  const engines = lab.engines.map((engine): Finding => {
    if (lab.needs.includes('git') && !there('git')) {
      return {
        id: engine,
        status: 'absent',
        name: engine,
        found: 'needs git, and there is none on the PATH',
      };
    }
    if (engine === 'practice') return { id: engine, status: 'ok', name: engine, found: 'ready' };
    const needs = lab.needs.filter((need) => need !== 'git').map((need) => needWords[need]);
    const also = needs.length > 0 ? `, needs ${needs.join(' and ')}` : '';
    const about = { id: engine, name: engine };
    const todo = `\`workshop start ${id} --engine practice\` works here.`;
    const instead = lab.engines.includes('practice') ? { todo } : {};
    if (!there('engine') || !there('docker'))
      return { ...about, status: 'absent', found: `no Docker on this machine${also}`, ...instead };
    const lacks = lab.needs.filter((need) => need !== 'account' && !there(need));
    return lacks.length === 0
      ? { ...about, status: 'ok', found: `ready${also}` }
      : {
          ...about,
          status: 'absent',
          found: `lacks ${lacks.map((need) => needWords[need]).join(' and ')}${also}`,
          ...instead,
        };
  });
  return { id, engines };
}
