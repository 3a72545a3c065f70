/** The worker's side: one job after the other. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { own } from '../core/own';
import { english, fillIn, speaker, type Say } from '../core/phrase';
import { Analyst } from './analyst';
import type { FromWorker, ToWorker, WorkerStart } from './messages';

export function isAnalysisWorker(): boolean {
  return typeof workerData === 'object' && workerData !== null && 'activationLensServer' in workerData;
}

export function runAnalysisWorker(): void {
  const { activationLensServer: start } = workerData as WorkerStart;
  const tell = (message: FromWorker): void => parentPort?.postMessage(message);
  const analyst = new Analyst(start, {
    log: (line) => {
      tell({ kind: 'log', line });
    },
    problems: (uri, diagnostics) => {
      tell({ kind: 'problems', uri, diagnostics });
    },
    say: sayIn(start.locale),
  });
  tell({ kind: 'ready' });
  let work = Promise.resolve();
  parentPort?.on('message', (message: ToWorker) => {
    work = work.then(() => take(message));
  });

  async function take(message: ToWorker): Promise<void> {
    switch (message.kind) {
      case 'documents':
        analyst.apply(message.changes);
        break;
      case 'forget-configuration':
        analyst.forgetConfiguration();
        break;
      case 'forget-modules':
        analyst.forgetModules();
        break;
      case 'folders':
        analyst.forgetModules(message.folders);
        analyst.forgetConfiguration();
        break;
      case 'job': {
        const { id } = message.job;
        try {
          const result = await analyst.answer(message.job);
          tell({ kind: 'answer', id, result, tookTooLong: analyst.tookTooLong });
        } catch (error) {
          tell({
            kind: 'failed',
            id,
            message: error instanceof Error ? (error.stack ?? error.message) : String(error),
          });
        }
      }
    }
  }
}

/** In the editor's language, where we speak it. */
function sayIn(locale: string): Say {
  if (!/^zh(?:-(?:cn|hans|sg))?$/i.test(locale)) return english;
  // Beside the folder of the bundle in npm's package, in it in the wheel.
  const path = ['..', '.']
    .map((folder) => join(__dirname, folder, 'l10n', 'bundle.l10n.zh-cn.json'))
    .find((candidate) => existsSync(candidate));
  if (path === undefined) return english;
  const table = JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, string>>;
  return speaker((template, values) => fillIn(own(table, template) ?? template, values));
}
