/** The parsed form of a Go template: the part of the language that `--format` is used for. */
export interface Place {
  /** Offset in the template, used for Go's `:line:column:` in messages. */
  readonly at: number;
}

export type Operand = Place &
  (
    | { readonly kind: 'dot' }
    | { readonly kind: 'nil' }
    | { readonly kind: 'literal'; readonly value: string | number | boolean }
    | { readonly kind: 'field'; readonly path: readonly string[]; readonly text: string }
    | {
        readonly kind: 'variable';
        readonly name: string;
        readonly path: readonly string[];
        readonly text: string;
      }
    | { readonly kind: 'function'; readonly name: string }
    | { readonly kind: 'group'; readonly pipe: Pipe; readonly path: readonly string[]; readonly text: string }
  );

export interface Pipe {
  /** `$x := …` or `$i, $x := …` */
  readonly names: readonly string[];
  readonly assigns: boolean;
  readonly commands: readonly (readonly Operand[])[];
}

export interface ControlNode {
  readonly kind: 'if' | 'with' | 'range';
  readonly pipe: Pipe;
  readonly body: readonly Node[];
  readonly otherwise: readonly Node[];
}

export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly pipe: Pipe }
  | { readonly kind: 'break' }
  | { readonly kind: 'continue' }
  | ControlNode;

/** A template that does not parse or does not run; the message is Go's, after its `template: ` prefix. */
export class TemplateProblem extends Error {
  readonly while: 'parsing' | 'executing';

  constructor(stage: 'parsing' | 'executing', message: string) {
    super(message);
    this.while = stage;
  }
}
