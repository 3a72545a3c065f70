/** Entry of the command line's bundle; the same file is what its workers run. */
import pc from 'picocolors';
import { version } from '../../package.json';
import { isLintWorker, runLintWorker } from './lint-pool';
import { run } from './program';

async function main(): Promise<void> {
  // A reader that stops reading (`| head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
  process.exitCode = await run(process.argv.slice(2), {
    out: (text) => void process.stdout.write(text),
    error: (line) => void process.stderr.write(`${line}\n`),
    colour: pc.isColorSupported && process.stdout.isTTY,
    version,
  });
}

if (isLintWorker()) runLintWorker();
else void main();
