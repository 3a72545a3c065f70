/** The worker's side: one job after the other. */
import { own } from '../core/own';
import { english, fillIn, speaker, type Say } from '../core/phrase';
import { Analyst } from './analyst';
import { createClientFiles, type ClientReader } from './client-files';
import { withoutGivenUp, type Content, type Files } from './files';
import type { FromWorker, ToWorker, WorkerStart } from './messages';

export interface WorkerHost {
  tell(message: FromWorker): void;
  hear(listener: (message: ToWorker) => void): void;
  /** What this host can read itself; the editor reads the rest. */
  files(folders: readonly string[], others: Files | undefined): Files;
  /** Words by the English ones, in the editor's language. */
  translations(locale: string): Readonly<Record<string, string>> | undefined;
}

export function isWorkerStart(value: unknown): value is WorkerStart {
  return typeof value === 'object' && value !== null && 'activationLensServer' in value;
}

export function runAnalysisWorker({ activationLensServer: start }: WorkerStart, host: WorkerHost): void {
  const editor = createEditor(host);
  const others = start.vscode === undefined ? undefined : createClientFiles(editor.reader, start.folders);
  const files = withoutGivenUp(host.files(start.folders, others), start.givenUp);
  const analyst = new Analyst(start, files, {
    log: (line) => {
      host.tell({ kind: 'log', line });
    },
    problems: (uri, diagnostics) => {
      host.tell({ kind: 'problems', uri, diagnostics });
    },
    say: sayWith(start.vscode?.translations ?? host.translations(start.locale)),
  });
  editor.onLoaded(() => {
    analyst.reset();
    host.tell({ kind: 'loaded' });
  });
  let work = Promise.resolve();
  host.hear((message) => {
    // A job may wait for it.
    if (editor.take(message)) return;
    work = work.then(() => take(message));
  });
  host.tell({ kind: 'ready' });

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
          host.tell({ kind: 'answer', id, result, tookTooLong: analyst.tookTooLong });
        } catch (error) {
          host.tell({
            kind: 'failed',
            id,
            message: error instanceof Error ? (error.stack ?? error.message) : String(error),
          });
        }
      }
    }
  }
}

/** What the editor reads for this thread. */
function createEditor(host: WorkerHost): {
  readonly reader: ClientReader;
  onLoaded(listener: () => void): void;
  take(message: ToWorker): boolean;
} {
  let lastId = 0;
  let loaded = (): void => undefined;
  const contents = new Map<number, (content: Content) => void>();
  const finds = new Map<number, (uris: readonly string[]) => void>();
  return {
    reader: {
      read(uri) {
        lastId += 1;
        const id = lastId;
        host.tell({ kind: 'read', id, uri });
        return new Promise((resolve) => contents.set(id, resolve));
      },
      find() {
        lastId += 1;
        const id = lastId;
        host.tell({ kind: 'find', id });
        return new Promise((resolve) => finds.set(id, resolve));
      },
      loaded: () => {
        loaded();
      },
    },
    onLoaded(listener) {
      loaded = listener;
    },
    take(message) {
      if (message.kind === 'content') {
        contents.get(message.id)?.(message.content);
        contents.delete(message.id);
        return true;
      }
      if (message.kind !== 'found') return false;
      finds.get(message.id)?.(message.uris);
      finds.delete(message.id);
      return true;
    },
  };
}

function sayWith(table: Readonly<Record<string, string>> | undefined): Say {
  if (table === undefined) return english;
  return speaker((template, values) => fillIn(own(table, template) ?? template, values));
}
