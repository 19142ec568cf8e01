import type { TestModule } from 'vitest/node';
import type { Reporter } from 'vitest/reporters';

/**
 * On a machine for tests a test gets a second try, since a busy machine may stall any process for long. One that
 * needed it is named at the end with its first error: it has a fault, or the program has.
 */
export default class SecondTries implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const flaky = modules.flatMap((module) =>
      [...module.children.allTests('passed')].filter((test) => test.diagnostic()?.flaky),
    );
    if (flaky.length === 0) return;
    console.log(`\n ${flaky.length} passed at the second try only:`);
    for (const test of flaky) {
      console.log(`  ${test.module.relativeModuleId} > ${test.fullName}`);
      for (const { message, stacks } of test.result().errors ?? []) {
        const at = stacks?.[0];
        console.log(`    ${message.slice(0, 2000)}${at ? `\n    at ${at.file}:${at.line}` : ''}`);
      }
    }
  }
}
