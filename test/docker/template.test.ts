import { describe, expect, test } from 'vitest';
import { compile } from '../../src/docker/template/template.ts';
import { inspectTemplate } from '../../src/docker/system/inspect-template.ts';

const container = {
  Id: 'sha256:abc',
  Name: '/web',
  State: { Status: 'running', Running: true, ExitCode: 0 },
  Config: { Cmd: null, Env: ['A=1', 'B=2'], Labels: { b: 'two', a: 'one' } },
  NetworkSettings: { Ports: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '8080' }], '81/tcp': null } },
};

describe('templates print what Go prints', () => {
  test.each([
    ['{{.Name}} {{.State.Status}}', '/web running'],
    ['{{.State}}', '{running true 0}'],
    ['{{.Config.Env}} {{.Config.Cmd}}', '[A=1 B=2] []'],
    ['{{.Config.Labels}}', 'map[a:one b:two]'],
    ['{{json .Config.Env}} {{json .Config.Cmd}}', '["A=1","B=2"] null'],
    ['{{index .Config.Env 1}} {{index .Config.Labels "a"}}', 'B=2 one'],
    ['{{(index (index .NetworkSettings.Ports "80/tcp") 0).HostPort}}', '8080'],
    ['{{range .Config.Env}}[{{.}}]{{end}}', '[A=1][B=2]'],
    ['{{range $name, $value := .Config.Labels}}{{$name}}={{$value}};{{end}}', 'a=one;b=two;'],
    ['{{range $i, $e := .Config.Env}}{{if $i}},{{end}}{{$e}}{{end}}', 'A=1,B=2'],
    ['{{range .Config.Cmd}}x{{else}}none{{end}}', 'none'],
    ['{{if .State.Running}}up{{else}}down{{end}}', 'up'],
    ['{{if eq .State.ExitCode 1}}one{{else if eq .State.ExitCode 0}}zero{{else}}more{{end}}!', 'zero!'],
    ['{{with .State}}{{.Status}}{{end}}', 'running'],
    ['{{$s := .State.Status}}{{range .Config.Env}}{{$s}} {{end}}', 'running running '],
    ['{{.State.Status | upper | printf "%-8s|"}}', 'RUNNING |'],
    ['{{join .Config.Env ","}} {{len .Config.Env}} {{slice .Name 1}}', 'A=1,B=2 2 web'],
    ['{{not .State.Running}} {{and true .Name}} {{or "" .Name}}', 'false /web /web'],
    ['a {{- /* gone */ -}} b', 'ab'],
    ['a {{- .Name -}} b', 'a/webb'],
    ['{{"tab\\there"}} {{`raw\\n`}}', 'tab\there raw\\n'],
    ['{{range .Config.Env}}{{if eq . "B=2"}}{{break}}{{end}}{{.}}{{end}}', 'A=1'],
  ])('%s', (source, expected) => {
    expect(compile(source)(container)).toBe(expected);
  });
});

describe('problems are worded as Go words them', () => {
  test.each([
    ['{{.Name', ':1: unclosed action'],
    ['{{nofunc .Name}}', ':1: function "nofunc" not defined'],
    ['{{end}}', ':1: unexpected {{end}}'],
    ['{{range .Config.Env}}', ':1: unexpected EOF'],
    ['{{.Name};', ':1: unexpected "}" in operand'],
    ['{{"a}}', ':1: unterminated quoted string'],
    ['{{$x}}', ':1: undefined variable "$x"'],
  ])('%s does not parse', (source, message) => {
    expect(() => compile(source)).toThrow(message);
  });

  test.each([
    ['{{.Foo}}', ':1:2: executing "" at <.Foo>: map has no entry for key "Foo"'],
    ['{{.Foo.Bar}}', ':1:6: executing "" at <.Foo.Bar>: map has no entry for key "Foo"'],
    ['{{index .Config.Env 9}}', 'error calling index: reflect: slice index out of range'],
    ['{{.Name "x"}}', "can't give argument to non-function .Name"],
  ])('%s does not run', (source, message) => {
    expect(() => compile(source)(container)).toThrow(message);
  });
});

describe('inspect', () => {
  test('takes the typed object first and falls back to plain JSON when it names Id', () => {
    expect(inspectTemplate('{{json .State}}')(container)).toBe(
      '{"Status":"running","Running":true,"ExitCode":0}',
    );
    expect(inspectTemplate('{{.Id}} {{json .State}}')(container)).toBe(
      'sha256:abc {"ExitCode":0,"Running":true,"Status":"running"}',
    );
    expect(inspectTemplate('{{.Id}} {{.Config.Cmd}}')(container)).toBe('sha256:abc <no value>');
  });

  test('keeps the id when the whole object is printed as JSON', () => {
    expect(JSON.parse(inspectTemplate('{{json .}}')(container))).toEqual(container);
  });
});
