import type { Worker } from 'node:worker_threads';

/** Ends a worker whatever it is at. What it still throws while it ends is nobody's business any more. */
export async function endWorker(worker: Worker): Promise<void> {
  worker.removeAllListeners();
  worker.on('error', () => undefined);
  await worker.terminate();
}
