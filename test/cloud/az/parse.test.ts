import { expect, test } from 'vitest';
import { parseAz } from '../../../src/cloud/az/parse.ts';

const read = (line: string) => parseAz(line.split(' '));

test('flags stand behind a command, and a name behind its flag', () => {
  expect(read('acr create -n acme1 --resource-group lab --sku=Basic')).toMatchObject({
    name: 'acr create',
    flags: { name: 'acme1', 'resource-group': 'lab', sku: 'Basic' },
  });
  expect(read('acr')).toEqual({ help: 'acr' });
});

test.each([
  ['acr create acme1', 'unrecognized arguments: acme1\nNames stand behind --name'],
  ['group create lab --location westeurope', 'unrecognized arguments: lab\nNames stand behind --name'],
  ['acr create --name acme1', 'the following arguments are required: --resource-group/-g, --sku'],
  ['acr creat', "'acr creat' is misspelled"],
  ['constructor', "'constructor' is misspelled"],
])('%s is an error that says what to write', (line, says) => {
  expect(() => read(line)).toThrow(says);
});
