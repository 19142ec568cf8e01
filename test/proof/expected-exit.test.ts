import { expect, test } from 'vitest';
import { exitedAsExpected, expectedExit } from '../../src/proof/expected-exit.ts';

test('a command must exit 0 unless a comment at its end says otherwise', () => {
  expect(expectedExit('docker ps')).toBe(0);
  expect(expectedExit('docker pull nobody/nothing  # exit 1')).toBe(1);
  expect(expectedExit('docker run nothing # exits with 125')).toBe(125);
  expect(expectedExit('docker push me/app # fails')).toBe('not 0');
  expect(expectedExit('echo "# fails" now')).toBe(0);
  expect(expectedExit('docker ps # list them')).toBe(0);
});

test('a failure that is asked for must happen', () => {
  expect(exitedAsExpected(0, 'not 0')).toBe(false);
  expect(exitedAsExpected(7, 'not 0')).toBe(true);
  expect(exitedAsExpected(1, 125)).toBe(false);
});
