/** A worker of Node's. */
import { Worker } from 'node:worker_threads';
import { endWorker } from '../cli/end-worker';
import type { FromWorker } from './messages';
import type { StartThread } from './thread';

/** @param file the bundle that the worker runs */
export const nodeThreads =
  (file: string): StartThread =>
  (start, events) => {
    const worker = new Worker(file, { workerData: start });
    worker.on('message', (message: FromWorker) => {
      events.message(message);
    });
    worker.on('error', (error) => {
      events.failed(error);
    });
    return {
      post: (message) => {
        worker.postMessage(message);
      },
      end: () => endWorker(worker),
    };
  };
