import { expect, test } from 'vitest';
import { looksLikeCommand, parseInput } from '../../src/runner/input.ts';

test.each([
  ['docker ps', { type: 'command', line: 'docker ps' }],
  ['/bin/ls', { type: 'command', line: '/bin/ls' }],
  ['/usr/bin/env true', { type: 'command', line: '/usr/bin/env true' }],
  ['  ', { type: 'nothing' }],
  ['# a comment', { type: 'nothing' }],
  ['/answer docker.io/library/alpine:latest', { type: 'answer', text: 'docker.io/library/alpine:latest' }],
  ['/a  b ', { type: 'answer', text: 'b' }],
  ['/answer', { type: 'answer', text: '' }],
  ['/hint', { type: 'hint' }],
  ['/hint 2', { type: 'hint', level: 2 }],
  ['/solution', { type: 'solution', confirmed: false }],
  ['/solution yes', { type: 'solution', confirmed: true }],
  ['/CHECK', { type: 'check' }],
  ['/exit', { type: 'quit' }],
  ['/?', { type: 'help' }],
  ['/hnit', { type: 'unknown', word: '/hnit', meant: 'hint' }],
  ['/zzzzzz', { type: 'unknown', word: '/zzzzzz', meant: undefined }],
])('%j', (line, expected) => {
  expect(parseInput(line)).toEqual(expected);
});

test.each([
  ['crul -I localhost:5000/v2/', true],
  ['dokcer push localhost:5000/alpine', true],
  ['401', false],
  ['b', false],
  ['docker.io/library/alpine:latest', false],
  ['cap and gown', false],
  ['Whatever it meant before', false],
])('%s is meant as a command: %s', (line, meant) => {
  expect(looksLikeCommand(line)).toBe(meant);
});
