import type { Evaluation } from './kind.ts';

export function found(expected: string, actual: string): Evaluation {
  return { status: 'passed', expected, actual };
}

export function missed(expected: string, actual: string, rest: Partial<Evaluation> = {}): Evaluation {
  return { status: 'failed', expected, actual, ...rest };
}

export function broken(expected: string, actual: string, help?: string): Evaluation {
  return { status: 'broken', expected, actual, help };
}
