import { placeOf } from './lex.ts';
import type { TemplateFunction } from './functions.ts';
import { TemplateProblem, type ControlNode, type Node, type Operand, type Pipe } from './tree.ts';
import { isRecord, printed, truth, zeroOf } from './value.ts';

export interface Surroundings {
  readonly source: string;
  readonly functions: Readonly<Record<string, TemplateFunction>>;
  /** Go's name for the template in messages: empty, but `version` for `docker version`. */
  readonly name: string;
  /** What Go says of a field that is not there. */
  readonly missing: (field: string, top: boolean) => string;
  /** The data is JSON as it came: no field has a zero value, and null is no value. */
  readonly untyped: boolean;
}

class Jump extends Error {
  readonly kind: 'break' | 'continue';

  constructor(kind: 'break' | 'continue') {
    super(kind);
    this.kind = kind;
  }
}

/** Runs a parsed template over one value. Throws a {@link TemplateProblem} where Go would stop. */
export class Evaluation {
  private readonly around: Surroundings;
  private readonly variables: { name: string; value: unknown }[];
  private output = '';

  constructor(around: Surroundings, data: unknown) {
    this.around = around;
    this.variables = [{ name: '$', value: data }];
  }

  run(nodes: readonly Node[], dot: unknown): string {
    this.walk(nodes, dot);
    return this.output;
  }

  private walk(nodes: readonly Node[], dot: unknown): void {
    for (const node of nodes) {
      if (node.kind === 'text') this.output += node.text;
      else if (node.kind === 'break' || node.kind === 'continue') throw new Jump(node.kind);
      else if (node.kind === 'action') {
        const { value, name } = this.pipe(node.pipe, dot);
        if (!node.pipe.names.length) this.output += this.text(value, name);
      } else this.control(node, dot);
    }
  }

  private text(value: unknown, name: string): string {
    const { untyped } = this.around;
    const isNothing = value === undefined || (untyped && value === null);
    return isNothing ? '<no value>' : printed(value, name, untyped);
  }

  private control(node: ControlNode, dot: unknown): void {
    const depth = this.variables.length;
    const { value } =
      node.kind === 'range' ? this.pipe({ ...node.pipe, names: [] }, dot) : this.pipe(node.pipe, dot);
    if (!truth(value)) this.walk(node.otherwise, dot);
    else if (node.kind === 'range') this.range(node.pipe.names, node.body, value);
    else this.walk(node.body, node.kind === 'with' ? value : dot);
    this.variables.length = depth;
  }

  private range(names: readonly string[], body: readonly Node[], value: unknown): void {
    const depth = this.variables.length;
    for (const [key, item] of entriesOf(value)) {
      const values = names.length === 2 ? [key, item] : [item];
      names.forEach((name, i) => this.variables.push({ name, value: values[i] }));
      try {
        this.walk(body, item);
      } catch (error) {
        if (!(error instanceof Jump)) throw error;
        if (error.kind === 'break') return;
      } finally {
        this.variables.length = depth;
      }
    }
  }

  private pipe(pipe: Pipe, dot: unknown): { value: unknown; name: string } {
    let value: unknown;
    let first = true;
    for (const command of pipe.commands) {
      value = this.command(command, dot, first ? [] : [value]);
      first = false;
    }
    for (const name of pipe.names) {
      const known = pipe.assigns ? this.variables.findLast((variable) => variable.name === name) : undefined;
      if (known) known.value = value;
      else this.variables.push({ name, value });
    }
    const only =
      pipe.commands.length === 1 && pipe.commands[0]!.length === 1 ? pipe.commands[0]![0]! : undefined;
    return { value, name: (only && 'path' in only && only.path.at(-1)) || '' };
  }

  private command(command: readonly Operand[], dot: unknown, piped: readonly unknown[]): unknown {
    const [head, ...rest] = command as [Operand, ...Operand[]];
    const args = () => [...rest.map((operand) => this.operand(operand, dot)), ...piped];
    if (head.kind === 'function') return this.call(head, this.around.functions[head.name]!, args());
    const value = this.operand(head, dot);
    if (typeof value === 'function') return this.call(head, value as TemplateFunction, args());
    if (rest.length || piped.length) {
      throw this.problem(head, `can't give argument to non-function ${textOf(head)}`);
    }
    return value;
  }

  private call(head: Operand, callee: TemplateFunction, args: unknown[]): unknown {
    try {
      return callee(...args);
    } catch (error) {
      throw this.problem(
        head,
        `error calling ${textOf(head).replace(/^\./, '')}: ${(error as Error).message}`,
      );
    }
  }

  private operand(operand: Operand, dot: unknown): unknown {
    switch (operand.kind) {
      case 'dot':
        return dot;
      case 'nil':
        return null;
      case 'literal':
        return operand.value;
      case 'function':
        return this.call(operand, this.around.functions[operand.name]!, []);
      case 'field':
        return this.fields(operand, dot, operand.path, dot === this.variables[0]!.value);
      case 'variable': {
        const value = this.variables.findLast((variable) => variable.name === operand.name)?.value;
        return this.fields(operand, value, operand.path, operand.name === '$');
      }
      case 'group':
        return this.fields(operand, this.pipe(operand.pipe, dot).value, operand.path, false);
    }
  }

  private fields(operand: Operand, from: unknown, path: readonly string[], fromTop: boolean): unknown {
    let value = from;
    path.forEach((field, depth) => {
      if (!isRecord(value)) {
        if (value === null || value === undefined) {
          throw this.problem(operand, `nil pointer evaluating interface {}.${field}`);
        }
        throw this.problem(
          operand,
          `can't evaluate field ${field} in type ${Array.isArray(value) ? '[]interface {}' : typeof value}`,
        );
      }
      const found = Object.hasOwn(value, field)
        ? (value[field] ?? this.zeroOf(field) ?? null)
        : this.zeroOf(field);
      if (found === undefined)
        throw this.problem(operand, this.around.missing(field, fromTop && depth === 0));
      value = found;
    });
    return value;
  }

  private zeroOf(field: string): unknown {
    return this.around.untyped ? undefined : zeroOf(field);
  }

  private problem(operand: Operand, message: string): TemplateProblem {
    const { source, name } = this.around;
    return new TemplateProblem(
      'executing',
      `${name}${placeOf(source, operand.at)}: executing "${name}" at <${textOf(operand)}>: ${message}`,
    );
  }
}

function textOf(operand: Operand): string {
  if ('text' in operand) return operand.text;
  return operand.kind === 'function' ? operand.name : operand.kind === 'dot' ? '.' : 'nil';
}

function entriesOf(value: unknown): [unknown, unknown][] {
  if (Array.isArray(value)) return value.map((item, i) => [i, item]);
  if (typeof value === 'number') return Array.from({ length: value }, (_, i) => [i, i]);
  if (!isRecord(value)) return [];
  return Object.keys(value)
    .sort()
    .map((key) => [key, value[key]]);
}
