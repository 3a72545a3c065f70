/** Entry of the command line's bundle; the same file is what its workers run. */
import pc from 'picocolors';
import { version } from '../../package.json';
import { exactArguments } from './exact-arguments';
import { EXIT_FAILURE } from './failure';
import { isLintWorker, runLintWorker } from './lint-pool';
import { run } from './program';
import { visible } from './visible';

async function main(): Promise<void> {
  let unwritten = false;
  const complain = (line: string): void => void process.stderr.write(`${visible(line)}\n`);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that stops reading (`| head`) is no failure.
    if (error.code === 'EPIPE' || unwritten) return;
    unwritten = true;
    process.exitCode = EXIT_FAILURE;
    complain(`activation-lens: cannot write to standard output (${error.code ?? error.message})`);
  });
  // There is no other place left to say it.
  process.stderr.on('error', () => undefined);
  const code = await run(exactArguments(process.argv.slice(2)), {
    out: (text) => void process.stdout.write(text),
    outBytes: (bytes) => void process.stdout.write(bytes),
    error: complain,
    colour: pc.isColorSupported && process.stdout.isTTY,
    version,
    input: readInput,
  });
  process.exitCode = unwritten ? EXIT_FAILURE : code;
}

async function readInput(): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  for await (const piece of process.stdin) pieces.push(Buffer.from(piece as Buffer));
  return Buffer.concat(pieces);
}

if (isLintWorker()) runLintWorker();
else void main();
