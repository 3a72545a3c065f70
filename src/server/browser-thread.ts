/** A worker of the browser's, begun by a worker: the same bundle once more, told by its name what it is. */
import type { FromWorker } from './messages';
import type { StartThread } from './thread';

/** Name of the worker that analyses. */
export const ANALYSIS = 'activation-lens-analysis';

export const browserThreads =
  (address: string): StartThread =>
  (start, events) => {
    const worker = new Worker(address, { name: ANALYSIS });
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      events.message(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      events.failed(event.message);
    };
    worker.postMessage(start);
    return {
      post: (message) => {
        worker.postMessage(message);
      },
      end() {
        worker.onmessage = null;
        worker.onerror = null;
        worker.terminate();
        return Promise.resolve();
      },
    };
  };
