/** A thread that analyses, as the one that speaks with the editor sees it: a worker of Node's, or of the browser's. */
import type { FromWorker, ToWorker, WorkerStart } from './messages';

export interface Thread {
  post(message: ToWorker): void;
  /** Whatever it is at; nothing is heard of it afterwards. */
  end(): Promise<void>;
}

export interface ThreadEvents {
  message(message: FromWorker): void;
  failed(error: unknown): void;
}

export type StartThread = (start: WorkerStart, events: ThreadEvents) => Thread;
