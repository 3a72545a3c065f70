/** `activation-lens server`: the language server, in a bundle of its own, so that nothing else takes longer to start. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CommandFailure } from './failure';

interface ServerBundle {
  startServer(version: string, timeLimit: number): void;
}

/** Never comes back: the process ends when the editor says so. */
export async function serverCommand(version: string, timeLimit: number): Promise<never> {
  const path = join(__dirname, 'server.js');
  if (!existsSync(path)) throw new CommandFailure(`the language server is missing: there is no ${path}`);
  const bundle = (await import(pathToFileURL(path).href)) as Partial<ServerBundle> & {
    readonly default?: ServerBundle;
  };
  const start = bundle.startServer ?? bundle.default?.startServer;
  start?.(version, timeLimit);
  return new Promise(() => undefined);
}
