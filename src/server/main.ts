/**
 * Entry of the server's bundle: the command line loads it on demand, VS Code runs it as a process of its own, and its worker runs the same
 * file.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import {
  createConnection,
  IPCMessageReader,
  IPCMessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { version } from '../../package.json';
import { createDiskFiles } from './disk-files';
import { byScheme } from './files';
import type { ToWorker } from './messages';
import { nodeThreads } from './node-thread';
import { LONGEST_ANALYSIS, serve } from './server';
import { isWorkerStart, runAnalysisWorker } from './worker';

if (isWorkerStart(workerData))
  runAnalysisWorker(workerData, {
    tell: (message) => parentPort?.postMessage(message),
    hear: (listener) =>
      parentPort?.on('message', (message: ToWorker) => {
        listener(message);
      }),
    files(folders, others) {
      const disk = createDiskFiles(folders);
      return others === undefined ? disk : byScheme(disk, others);
    },
    translations,
  });
else if (isMainThread && process.argv.includes('--node-ipc')) {
  const connection = createConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
  serve(connection, { version, startThread: nodeThreads(__filename), timeLimit: LONGEST_ANALYSIS, die });
}

/** Called by the command line: serves on standard input and output; the process ends when the editor says so. */
export function startServer(cliVersion: string, timeLimit: number): void {
  const connection = createConnection(
    new StreamMessageReader(process.stdin),
    new StreamMessageWriter(process.stdout),
  );
  serve(connection, { version: cliVersion, startThread: nodeThreads(__filename), timeLimit, die });
}

function die(): never {
  process.exit(1);
}

/** In the editor's language, where we speak it. */
function translations(locale: string): Readonly<Record<string, string>> | undefined {
  if (!/^zh(?:-(?:cn|hans|sg))?$/i.test(locale)) return undefined;
  // Beside the folder of the bundle in npm's package, in it in the wheel.
  const path = ['..', '.']
    .map((folder) => join(__dirname, folder, 'l10n', 'bundle.l10n.zh-cn.json'))
    .find((candidate) => existsSync(candidate));
  return path === undefined ? undefined : (JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>);
}
