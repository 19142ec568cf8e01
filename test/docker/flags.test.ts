import { describe, expect, test } from 'vitest';
import { parseFlags, type ParsedLine } from '../../src/docker/argv/parse-flags.ts';
import { findCommand } from '../../src/docker/table/table.ts';

const run = findCommand('run')!;
const read = (...argv: string[]): ParsedLine => {
  const parsed = parseFlags(argv, run.flags, { endsFlags: true });
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed;
};
const problem = (name: string, ...argv: string[]): unknown => {
  const command = findCommand(name)!;
  return parseFlags(argv, command.flags, { endsFlags: command.endsFlags === true });
};

describe('flags', () => {
  test('end at the image: what follows belongs to the container', () => {
    const { flags, args } = read('-dp', '5000:5000', '--name', 'x', 'image', '-flag', '--rm', '-p', '1');
    expect(flags.on('detach')).toBe(true);
    expect(flags.list('publish')).toEqual(['5000:5000']);
    expect(flags.text('name')).toBe('x');
    expect(flags.on('rm')).toBe(false);
    expect(args).toEqual(['image', '-flag', '--rm', '-p', '1']);
  });

  test.each([
    [['-p5000:5000', 'i'], 'publish', ['5000:5000']],
    [['-dp5000:5000', 'i'], 'publish', ['5000:5000']],
    [['-p=5000:5000', 'i'], 'publish', ['5000:5000']],
    [['--publish=1:1', '-p', '2:2', 'i'], 'publish', ['1:1', '2:2']],
    [['-e', '--x=1', 'i'], 'env', ['--x=1']],
    [['-e', 'A=b=c', 'i'], 'env', ['A=b=c']],
    [['--', 'i'], 'env', []],
  ])('%j', (argv, name, expected) => {
    const { flags, args } = read(...argv);
    expect(flags.list(name)).toEqual(expected);
    expect(args).toEqual(['i']);
  });

  test('a switch may be given a truth, in one of the spellings of Go', () => {
    expect(read('--rm=false', 'i').flags.on('rm')).toBe(false);
    expect(read('-d=T', 'i').flags.on('detach')).toBe(true);
  });

  test.each([
    ['images', ['--foo'], 'unknown flag: --foo'],
    ['images', ['-z'], "unknown shorthand flag: 'z' in -z"],
    ['images', ['-qzx'], "unknown shorthand flag: 'z' in -zx"],
    ['ps', ['-n'], "flag needs an argument: 'n' in -n"],
    ['ps', ['--format'], 'flag needs an argument: --format'],
    [
      'ps',
      ['-n', 'x'],
      'invalid argument "x" for "-n, --last" flag: strconv.ParseInt: parsing "x": invalid syntax',
    ],
    [
      'run',
      ['--rm=maybe', 'x'],
      'invalid argument "maybe" for "--rm" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
    ],
    [
      'images',
      ['-f', 'foo'],
      'invalid argument "foo" for "-f, --filter" flag: bad format of filter (expected name=value)',
    ],
    [
      'run',
      ['--mount', 'type=bind,source=/x', 'i'],
      'invalid argument "type=bind,source=/x" for "--mount" flag: target is required',
    ],
  ])('%s %j', (name, argv, expected) => {
    expect(problem(name, ...argv)).toEqual({ problem: expected });
  });
});
