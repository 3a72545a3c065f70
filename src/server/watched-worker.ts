/**
 * The worker that analyses, watched from outside: one question at a time, and what does not come back in time is ended with its worker. The
 * next worker is told of all open documents, and reads nothing of those that were given up.
 */
import type { RawSettings } from '../settings';
import type {
  DocumentChange,
  FromWorker,
  Job,
  QuestionKind,
  Questions,
  ToWorker,
  WorkerStart,
} from './messages';
import type { Content } from './files';
import { OpenDocuments } from './open-documents';
import type { StartThread, Thread } from './thread';

export interface WatchedWorkerOptions extends Pick<
  WorkerStart['activationLensServer'],
  'folders' | 'locale' | 'vscode'
> {
  readonly startThread: StartThread;
  /** How long the analysis of a document may take, in milliseconds. */
  readonly timeLimit: number;
  log(line: string): void;
  problems(message: Extract<FromWorker, { readonly kind: 'problems' }>): void;
  /** What the editor reads for the worker. */
  read(uri: string): Promise<Content>;
  find(): Promise<readonly string[]>;
  /** Modules have come since they were asked for. */
  loaded(): void;
  /** Another worker has taken over. */
  began(): void;
  /** A unit of analysis took too long: nothing is asked about it until it is forgiven. */
  gaveUp(unit: string): void;
}

export type Asked<Kind extends QuestionKind> =
  | { readonly kind: 'answer'; readonly result: Questions[Kind]['answer'] }
  /** The document was given up, or nobody wants the answer any more. */
  | { readonly kind: 'none' };

interface Waiting {
  readonly job: Job;
  readonly unit: string;
  readonly isWanted: () => boolean;
  readonly settle: (asked: Asked<QuestionKind>) => void;
}

/** The analysis watches its own time; only where it does not come to look at its watch is it ended from here. */
const GRACE = 2_000;
/** A worker that dies again and again is not begun any more. */
const MOST_DEATHS = 20;

/** Questions for which somebody waits at the cursor. */
const URGENT: ReadonlySet<QuestionKind> = new Set([
  ...(['hover', 'actions', 'hints', 'lenses', 'lens', 'signal'] as const),
  ...(['at', 'plot', 'plotAt', 'choices', 'page', 'locate', 'models', 'rules', 'frameworks'] as const),
]);

export class WatchedWorker {
  readonly documents = new OpenDocuments();
  readonly #options: WatchedWorkerOptions;
  readonly #givenUp = new Set<string>();
  readonly #urgent: Waiting[] = [];
  readonly #patient: Waiting[] = [];
  #folders: readonly string[];
  #worker: Thread | undefined;
  #ready = false;
  #running: Waiting | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastId = 0;
  /** Workers that died one after the other without an answer. */
  #deaths = 0;

  constructor(options: WatchedWorkerOptions) {
    this.#options = options;
    this.#folders = options.folders;
    this.#begin();
  }

  apply(change: DocumentChange): void {
    this.documents.apply(change);
    this.#tell({ kind: 'documents', changes: [change] });
  }

  forgetConfiguration(): void {
    this.#tell({ kind: 'forget-configuration' });
  }

  forgetModules(): void {
    this.#tell({ kind: 'forget-modules' });
  }

  setFolders(folders: readonly string[]): void {
    this.#folders = folders;
    this.#tell({ kind: 'folders', folders });
  }

  hasGivenUp(unit: string): boolean {
    return this.#givenUp.has(unit);
  }

  /** Asks about a unit again. Tells whether it had been given up. */
  forgive(unit: string): boolean {
    if (!this.#givenUp.delete(unit)) return false;
    // A worker that has been told to read nothing of it cannot unlearn that.
    this.#restart();
    return true;
  }

  ask<Kind extends QuestionKind>(
    kind: Kind,
    uri: string,
    settings: RawSettings,
    asks: Questions[Kind]['asks'],
    isWanted: () => boolean = () => true,
  ): Promise<Asked<Kind>> {
    const unit = this.documents.unitOf(uri) ?? uri;
    if (this.#givenUp.has(unit) || this.#worker === undefined) return Promise.resolve({ kind: 'none' });
    this.#lastId += 1;
    const job: Job = { id: this.#lastId, kind, uri, settings, asks };
    return new Promise((settle) => {
      const waiting: Waiting = { job, unit, isWanted, settle: settle as Waiting['settle'] };
      (URGENT.has(kind) ? this.#urgent : this.#patient).push(waiting);
      this.#next();
    });
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.end();
  }

  /** Begins anew, with all that was given up. */
  restart(): void {
    this.#givenUp.clear();
    this.#deaths = 0;
    this.#restart();
  }

  #begin(): void {
    if (this.#deaths > MOST_DEATHS) {
      this.#worker = undefined;
      return;
    }
    const { locale, timeLimit, vscode } = this.#options;
    const start: WorkerStart = {
      activationLensServer: {
        folders: this.#folders,
        locale,
        vscode,
        timeLimit,
        givenUp: [...this.#givenUp],
      },
    };
    this.#ready = false;
    this.#worker = this.#options.startThread(start, {
      message: (message) => {
        this.#hear(message);
      },
      failed: (error) => {
        this.#options.log(
          `The analysis failed: ${error instanceof Error ? (error.stack ?? '') : String(error)}`,
        );
        this.#deaths += 1;
        // Out of memory, most likely: for the document that it was at the next one would do no better.
        this.#giveUp();
      },
    });
    this.#tell({ kind: 'documents', changes: this.documents.replay() });
  }

  #restart(): void {
    const worker = this.#worker;
    clearTimeout(this.#timer);
    void worker?.end();
    const again = this.#running;
    this.#running = undefined;
    if (again !== undefined) this.#patient.unshift(again);
    this.#begin();
    this.#options.began();
  }

  #giveUp(): void {
    const running = this.#running;
    if (running === undefined) {
      this.#restart();
      return;
    }
    this.#running = undefined;
    if (running.unit === '') {
      // About no document: only the question is to blame.
      running.settle({ kind: 'none' });
      this.#restart();
      return;
    }
    this.#givenUp.add(running.unit);
    for (const queue of [this.#urgent, this.#patient]) {
      const kept = queue.filter(({ unit }) => unit !== running.unit);
      const dropped = queue.filter(({ unit }) => unit === running.unit);
      queue.splice(0, queue.length, ...kept);
      for (const { settle } of dropped) settle({ kind: 'none' });
    }
    this.#options.gaveUp(running.unit);
    running.settle({ kind: 'none' });
    this.#restart();
  }

  #tell(message: ToWorker): void {
    this.#worker?.post(message);
  }

  /** The editor's answer, to the worker that asked. */
  #hand<Given>(asked: Promise<Given>, otherwise: Given, message: (given: Given) => ToWorker): void {
    const worker = this.#worker;
    asked
      .catch((error: unknown) => {
        this.#options.log(`The editor did not read for the analysis: ${String(error)}`);
        return otherwise;
      })
      .then(
        (given) => worker?.post(message(given)),
        (error: unknown) => {
          this.#options.log(`The analysis was not told: ${String(error)}`);
        },
      );
  }

  #next(): void {
    if (this.#running !== undefined || !this.#ready) return;
    for (;;) {
      const waiting = this.#urgent.shift() ?? this.#patient.shift();
      if (waiting === undefined) return;
      if (!waiting.isWanted()) {
        waiting.settle({ kind: 'none' });
        continue;
      }
      this.#running = waiting;
      this.#timer = setTimeout(() => {
        this.#giveUp();
      }, this.#options.timeLimit + GRACE);
      this.#tell({ kind: 'job', job: waiting.job });
      return;
    }
  }

  #hear(message: FromWorker): void {
    switch (message.kind) {
      case 'ready':
        this.#ready = true;
        this.#next();
        return;
      case 'log':
        this.#options.log(message.line);
        return;
      case 'problems':
        this.#options.problems(message);
        return;
      case 'loaded':
        this.#options.loaded();
        return;
      case 'read':
        this.#hand(this.#options.read(message.uri), { problem: 'cannot be read' }, (content) => ({
          kind: 'content',
          id: message.id,
          content,
        }));
        return;
      case 'find':
        this.#hand(this.#options.find(), [], (uris) => ({ kind: 'found', id: message.id, uris }));
        return;
      case 'answer':
      case 'failed': {
        const running = this.#running;
        if (running?.job.id !== message.id) return;
        clearTimeout(this.#timer);
        this.#deaths = 0;
        this.#running = undefined;
        if (message.kind === 'failed') {
          this.#options.log(`${running.job.kind} of ${running.unit} failed: ${message.message}`);
          running.settle({ kind: 'none' });
        } else {
          if (message.tookTooLong) {
            this.#givenUp.add(running.unit);
            this.#options.gaveUp(running.unit);
          }
          running.settle({ kind: 'answer', result: message.result });
        }
        this.#next();
      }
    }
  }
}
