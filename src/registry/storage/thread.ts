import { Worker } from 'node:worker_threads';

/** What a thread is sent: with an `ask` it has to answer. */
export interface Order {
  readonly ask?: number;
}

/** What it answers. Errors lose their code on the way between threads, unless it is sent apart. */
export interface Reply {
  readonly ask: number;
  readonly value?: string;
  readonly failed?: { readonly message: string; readonly code?: string | undefined };
}

interface Waiting {
  resolve(value: string): void;
  reject(error: Error): void;
}

/** A thread of our own for one kind of work. It starts when first needed, and does not keep the process from ending. */
export class Thread<Work extends Order> {
  readonly #program: (load: (name: string) => unknown) => void;
  #worker: Worker | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;

  /** What runs in the thread. Its text is sent there, so that it may use nothing from outside of itself. */
  constructor(program: (load: (name: string) => unknown) => void) {
    this.#program = program;
  }

  tell(work: Work): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(work);
  }

  ask(work: Work): Promise<string> {
    const ask = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(ask, { resolve, reject });
      this.tell({ ...work, ask });
      this.#worker?.ref();
    });
  }

  #start(): Worker {
    const worker = new Worker(`(${this.#program.toString()})(require)`, {
      eval: true,
      resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 },
    });
    worker.unref();
    worker.on('message', ({ ask, value = '', failed }: Reply) => {
      const waiting = this.#waiting.get(ask);
      this.#waiting.delete(ask);
      if (this.#waiting.size === 0) worker.unref();
      if (failed) waiting?.reject(Object.assign(new Error(failed.message), { code: failed.code }));
      else waiting?.resolve(value);
    });
    const onEnd = (error: Error) => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
    };
    worker.on('error', onEnd);
    worker.on('exit', () => onEnd(new Error('a thread ended in the middle of its work')));
    return worker;
  }
}
