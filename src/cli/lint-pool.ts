/**
 * Lints files in workers, each of which runs this same bundle. While a worker is busy this thread watches the clock: a file that takes longer than
 * it may is named, its worker is ended, and another one goes on with the files behind it.
 */
import { availableParallelism } from 'node:os';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { endWorker } from './end-worker';
import { messageOf } from './failure';
import { fileProblem } from './findings';
import { FileLinter, type LintResult, type LintSettings, type LintTask } from './lint-files';

/** Below this many files for each, starting another worker takes longer than it saves. */
const FILES_WORTH_A_WORKER = 12;
const FILES_AT_A_TIME = 8;
/** What an analysis makes lives as long as its file: with room for several files most of it is gone before it is ever copied. */
const MEGABYTES_OF_YOUNG_OBJECTS = 192;

export interface LintRun extends LintSettings {
  /** How long one file may take, in seconds. */
  readonly timeLimit: number;
  readonly log: (message: string) => void;
  /** Hears of every file as soon as it is done. */
  readonly done?: (task: LintTask, result: LintResult) => void;
}

interface WorkerStart {
  readonly activationLens: LintSettings;
}
type Answer =
  | { readonly kind: 'begins' }
  | { readonly kind: 'done'; readonly result: LintResult; readonly log: readonly string[] };

/** Results by the files' absolute paths. */
export async function lintFiles(
  tasks: readonly LintTask[],
  run: LintRun,
): Promise<ReadonlyMap<string, LintResult>> {
  const queue = [...tasks].reverse();
  const results = new Map<string, LintResult>();
  const log = new Set<string>();
  const take = (): LintTask[] => queue.splice(-FILES_AT_A_TIME).reverse();
  async function serve(): Promise<void> {
    for (let batch = take(); batch.length > 0;) {
      const life = await live(batch, take, run, (task, result, lines) => {
        results.set(task.absolute, result);
        run.done?.(task, result);
        // Every worker that meets the same failing rule says so: once is enough.
        for (const line of lines) log.add(line);
      });
      batch = [...life];
    }
  }
  const workers = Math.min(availableParallelism(), Math.ceil(tasks.length / FILES_WORTH_A_WORKER));
  await Promise.all(Array.from({ length: workers }, serve));
  for (const line of log) run.log(line);
  return results;
}

/** One worker's life: ends without a file left, or with those that it still had when it was ended. */
function live(
  first: readonly LintTask[],
  take: () => readonly LintTask[],
  { roots, mending, contents, notesDependencies, timeLimit }: LintRun,
  collect: (task: LintTask, result: LintResult, log: readonly string[]) => void,
): Promise<readonly LintTask[]> {
  const start: WorkerStart = { activationLens: { roots, mending, contents, notesDependencies } };
  return new Promise((resolve, reject) => {
    const worker = new Worker(__filename, {
      workerData: start,
      resourceLimits: { maxYoungGenerationSizeMb: MEGABYTES_OF_YOUNG_OBJECTS },
    });
    let timer: ReturnType<typeof setTimeout> | undefined;
    let waiting: LintTask[] = [];
    let begun = false;
    const send = (batch: readonly LintTask[]): void => {
      waiting = [...batch];
      worker.postMessage(batch);
    };
    function end(left: readonly LintTask[]): void {
      clearTimeout(timer);
      void endWorker(worker).then(() => resolve(left));
    }
    /** The file that the worker is at has no result. */
    function abandon(reason: string): void {
      const [task, ...left] = waiting;
      if (task === undefined) return end([]);
      const findings = [fileProblem(task.shown, 'unfinished-file', reason)];
      collect(task, { findings, mended: undefined, dependencies: undefined }, []);
      end(left);
    }
    worker.on('message', (answer: Answer) => {
      clearTimeout(timer);
      if (answer.kind === 'begins') {
        begun = true;
        timer = setTimeout(
          () => abandon(`The analysis of this file was ended after ${String(timeLimit)} s.`),
          timeLimit * 1_000,
        );
        return;
      }
      const task = waiting.shift();
      if (task !== undefined) collect(task, answer.result, answer.log);
      if (waiting.length > 0) return;
      const next = take();
      if (next.length === 0) end([]);
      else send(next);
    });
    worker.on('error', (error) => {
      // A worker that never came to its first file would not do better another time.
      if (begun) abandon(`This file could not be analysed: ${messageOf(error)}`);
      else reject(error instanceof Error ? error : new Error(messageOf(error)));
    });
    send(first);
  });
}

/** Whether this thread was started by `lintFiles`. */
export function isLintWorker(): boolean {
  return typeof workerData === 'object' && workerData !== null && 'activationLens' in workerData;
}

export function runLintWorker(): void {
  const { activationLens } = workerData as WorkerStart;
  let log: string[] = [];
  const linter = new FileLinter(activationLens, (message) => log.push(message));
  const answer = (message: Answer): void => parentPort?.postMessage(message);
  parentPort?.on('message', (tasks: readonly LintTask[]) => {
    for (const task of tasks) {
      answer({ kind: 'begins' });
      log = [];
      const result = linter.lint(task);
      answer({ kind: 'done', result, log });
    }
  });
}
