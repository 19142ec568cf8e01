import { expect, test } from 'vitest';
import { Fault } from '../../src/fault.ts';
import type { VariableSpec } from '../../src/lab/lab.ts';
import { chooseVariables } from '../../src/lab/variables.ts';

const vars: Record<string, VariableSpec> = {
  url: { type: 'derived', from: 'http://${registry}/v2/' },
  registry: { type: 'derived', from: 'localhost:${port}' },
  port: { type: 'port', default: 5000 },
  me: { type: 'text', default: 'learner', pattern: '[a-z]+' },
};
const lab = { id: 'tiny', vars };

const choose = async (given: Record<string, string>, taken: number[] = [], which = lab) =>
  chooseVariables(which, given, { portFree: (port) => Promise.resolve(!taken.includes(port)) });

test('defaults, and what is made of them', async () => {
  expect(await choose({})).toEqual({
    values: { port: '5000', me: 'learner', registry: 'localhost:5000', url: 'http://localhost:5000/v2/' },
    notices: [],
  });
});

test('a taken port moves on, and is told', async () => {
  const choice = await choose({}, [5000, 5001]);
  if (choice instanceof Fault) throw choice;
  expect(choice.values).toMatchObject({ port: '5002', registry: 'localhost:5002' });
  expect(choice.notices).toHaveLength(1);
  expect(choice.notices[0]).toMatch(/^Port 5000 is taken on this machine \(.+\); this session uses 5002\.$/);
});

test('two ports of one lab never are the same', async () => {
  const two = {
    id: 'two',
    vars: { a: { type: 'port', default: 5000 }, b: { type: 'port', default: 5000 } } as const,
  };
  expect(await choose({}, [], two)).toMatchObject({ values: { a: '5000', b: '5001' } });
  expect(await choose({ b: '5000' }, [], two)).toMatchObject({ values: { a: '5001', b: '5000' } });
});

test('each port is claimed once; a given one stands, whoever has claimed it', async () => {
  const three = {
    id: 'three',
    vars: {
      a: { type: 'port', default: 5000 },
      b: { type: 'port', default: 6000 },
      c: { type: 'port', default: 7000 },
    } as const,
  };
  const claims: number[] = [];
  const choice = await chooseVariables(
    three,
    { b: '6000' },
    { portFree: () => true, claimPort: (port) => (claims.push(port), ![5000, 6000].includes(port)) },
  );
  expect(choice).toMatchObject({ values: { a: '5001', b: '6000', c: '7000' } });
  expect(claims).toEqual([6000, 5000, 5001, 7000]);
});

test('given values win, derived ones too', async () => {
  expect(await choose({ me: 'ann', port: '6000' })).toMatchObject({
    values: { me: 'ann', registry: 'localhost:6000' },
  });
  expect(await choose({ registry: 'reg.example' })).toMatchObject({
    values: { url: 'http://reg.example/v2/' },
  });
});

test.each<[Record<string, string>, number[], string, string]>([
  [
    { prot: '1' },
    [],
    'lab tiny has no variable `prot`',
    'Did you mean `port`? It has url, registry, port, me.',
  ],
  [{ port: 'http' }, [], '`http` is not a port', 'Give a number from 1 to 65535.'],
  [{ port: '70000' }, [], '`70000` is not a port', 'Give a number from 1 to 65535.'],
  [
    { port: '6000' },
    [6000],
    'port 6000 is taken on this machine',
    'Give another one, or leave --var port away: then the next free port is used.',
  ],
  [{ me: 'Ann 1' }, [], '`Ann 1` does not fit: me must match [a-z]+', 'Give one such as `learner`.'],
])('%o is refused', async (given, taken, what, todo) => {
  const fault = await choose(given, taken);
  expect(fault).toBeInstanceOf(Fault);
  expect(fault).toMatchObject({ what, todo, exit: 2 });
});

test('one choice decides several variables, which others may be made of', async () => {
  const lab = {
    id: 'places',
    vars: {
      host: { type: 'chosen', by: 'where', from: { here: 'localhost:5000', there: 'hub.example/${me}' } },
      where: { type: 'choice', default: 'here', choices: { here: {}, there: {} } },
      me: { type: 'text', default: 'ann' },
      image: { type: 'derived', from: '${host}/app' },
    } as const,
  };
  expect(await choose({}, [], lab)).toMatchObject({ values: { where: 'here', image: 'localhost:5000/app' } });
  expect(await choose({ where: 'there' }, [], lab)).toMatchObject({
    values: { host: 'hub.example/ann', image: 'hub.example/ann/app' },
  });
  expect(await choose({ host: 'mine' }, [], lab)).toMatchObject({ values: { image: 'mine/app' } });
  expect(await choose({ where: 'ther' }, [], lab)).toMatchObject({
    what: '`ther` is none of the choices for where',
    todo: 'Did you mean `there`? There are here, there.',
    exit: 2,
  });
});
