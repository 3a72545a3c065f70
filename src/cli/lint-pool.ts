/** Lints many files on all cores: each worker runs this same bundle and takes a few files at a time. */
import { availableParallelism } from 'node:os';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import type { PrintedFinding } from './findings';
import { FileLinter, type LintTask } from './lint-files';

/** Below this many files starting a worker takes longer than it saves. */
const FILES_WORTH_A_WORKER = 24;
const FILES_AT_A_TIME = 8;

interface WorkerStart {
  readonly activationLensRoots: readonly string[];
}
interface Answer {
  readonly findings: readonly PrintedFinding[];
  readonly log: readonly string[];
}

export async function lintFiles(
  tasks: readonly LintTask[],
  roots: readonly string[],
  log: (message: string) => void,
): Promise<readonly PrintedFinding[]> {
  const workers = Math.min(availableParallelism(), Math.floor(tasks.length / FILES_WORTH_A_WORKER));
  if (workers < 2) {
    const linter = new FileLinter(roots, log);
    return tasks.flatMap((task) => linter.lint(task));
  }
  const batches: (readonly LintTask[])[] = [];
  for (let start = 0; start < tasks.length; start += FILES_AT_A_TIME)
    batches.push(tasks.slice(start, start + FILES_AT_A_TIME));
  const queue = batches.values();
  const answers = await Promise.all(Array.from({ length: workers }, () => serve(queue, roots)));
  // Every worker that meets the same failing rule says so: once is enough.
  for (const line of new Set(answers.flatMap((answer) => answer.log))) log(line);
  return answers.flatMap((answer) => answer.findings);
}

/** One worker's life: batches from the queue until it is empty. */
function serve(queue: Iterator<readonly LintTask[]>, roots: readonly string[]): Promise<Answer> {
  const start: WorkerStart = { activationLensRoots: roots };
  return new Promise((resolve, reject) => {
    const worker = new Worker(__filename, { workerData: start });
    const findings: PrintedFinding[] = [];
    const log: string[] = [];
    const next = () => {
      const batch = queue.next();
      if (batch.done === true) {
        void worker.terminate();
        resolve({ findings, log });
      } else worker.postMessage(batch.value);
    };
    worker.on('message', (answer: Answer) => {
      findings.push(...answer.findings);
      log.push(...answer.log);
      next();
    });
    worker.on('error', reject);
    next();
  });
}

/** Whether this thread was started by `lintFiles`. */
export function isLintWorker(): boolean {
  return typeof workerData === 'object' && workerData !== null && 'activationLensRoots' in workerData;
}

export function runLintWorker(): void {
  const { activationLensRoots } = workerData as WorkerStart;
  let log: string[] = [];
  const linter = new FileLinter(activationLensRoots, (message) => log.push(message));
  parentPort?.on('message', (tasks: readonly LintTask[]) => {
    log = [];
    const answer: Answer = { findings: tasks.flatMap((task) => linter.lint(task)), log };
    parentPort?.postMessage(answer);
  });
}
