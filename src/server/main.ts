/** Entry of the server's bundle, which the command line loads on demand; the same file is what its worker runs. */
import { serve } from './server';
import { isAnalysisWorker, runAnalysisWorker } from './worker';

if (isAnalysisWorker()) runAnalysisWorker();

/** Called by the command line. */
export function startServer(version: string, timeLimit: number): void {
  serve({ version, file: __filename, timeLimit });
}
