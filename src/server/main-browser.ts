/** Entry of the server's bundle for browsers: a worker that speaks with the extension and begins another one, from the same file, to analyse. */
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { version } from '../../package.json';
import { ANALYSIS, browserThreads } from './browser-thread';
import type { Files } from './files';
import type { ToWorker } from './messages';
import { LONGEST_ANALYSIS, serve } from './server';
import { isWorkerStart, runAnalysisWorker } from './worker';

/** The part of a worker's global scope that is used here. */
interface Scope {
  readonly name: string;
  readonly location: { readonly href: string };
  postMessage(message: unknown): void;
  close(): void;
  addEventListener(
    type: 'message',
    listener: (event: MessageEvent<unknown>) => void,
    once?: { readonly once: true },
  ): void;
}
const scope = globalThis as unknown as Scope;

if (scope.name === ANALYSIS)
  // The first message says what to begin with.
  scope.addEventListener(
    'message',
    ({ data }) => {
      if (isWorkerStart(data)) analyse(data);
    },
    { once: true },
  );
else {
  const port = scope as unknown as ConstructorParameters<typeof BrowserMessageReader>[0];
  serve(createConnection(new BrowserMessageReader(port), new BrowserMessageWriter(port)), {
    version,
    startThread: browserThreads(scope.location.href),
    timeLimit: LONGEST_ANALYSIS,
    die: () => {
      scope.close();
    },
  });
}

function analyse(start: Parameters<typeof runAnalysisWorker>[0]): void {
  runAnalysisWorker(start, {
    tell: (message) => {
      scope.postMessage(message);
    },
    hear: (listener) => {
      scope.addEventListener('message', ({ data }) => {
        listener(data as ToWorker);
      });
    },
    files: (_, others) => others ?? noFiles,
    translations: () => undefined,
  });
}

const noFiles: Files = {
  modules: { read: () => undefined, resolve: () => undefined },
  source: () => Promise.resolve({ problem: 'cannot be read' }),
  read: () => Promise.resolve(undefined),
  list: () => Promise.resolve([]),
  forget: () => undefined,
};
