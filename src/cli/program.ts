/** The commands and options of the command line. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { CommandFailure, EXIT_CLEAN, EXIT_FAILURE, messageOf } from './failure';
import { lintCommand, type LintOptions, type Terminal } from './lint-command';
import { rulesCommand } from './rules-command';
import { showCommand, type ShowOptions } from './show-command';
import { traceCommand } from './trace-command';

/** Runs one command line and gives its exit code. Never throws. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode: number = EXIT_CLEAN;
  const program = createProgram(terminal, (code) => (exitCode = code));
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return EXIT_CLEAN;
      terminal.error(`activation-lens: ${error.message.replace(/^error: /, '').split('\n')[0] ?? ''}`);
    } else if (error instanceof CommandFailure) terminal.error(`activation-lens: ${error.message}`);
    else terminal.error(`activation-lens: something went wrong: ${messageOf(error)}`);
    return EXIT_FAILURE;
  }
}

function createProgram(terminal: Terminal, done: (code: number) => void): Command {
  const program = new Command('activation-lens')
    .description('Lints, traces and shows the activations of neural networks in Python code.')
    .version(terminal.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      // One line of our own says what is wrong.
      writeErr: () => undefined,
    });

  const names = new Option('--select <rules>', 'run only these rules (comma-separated, may be repeated)');
  const ignored = new Option('--ignore <rules>', 'do not run these rules');
  program
    .command('lint')
    .description('report activations, initialisers, cells and losses that do not belong together')
    .argument('[paths...]', 'files and directories; the working directory if none is given')
    .addOption(choice('--format <format>', ['text', 'json', 'sarif'], 'text'))
    .addOption(
      choice('--fail-on <severity>', ['error', 'warning', 'information', 'hint', 'never'], 'warning'),
    )
    .option(
      '--time-limit <seconds>',
      'how long one file may take; one that takes longer is named and left',
      seconds,
      DEFAULT_TIME_LIMIT,
    )
    .option('--config <file>', 'a pyproject.toml to use instead of the nearest one')
    .addOption(names.argParser(listOf))
    .addOption(ignored.argParser(listOf))
    .action(async (paths: string[], options: LintOptions) =>
      done(await lintCommand(paths, options, terminal)),
    );

  program
    .command('trace')
    .description('print which layer feeds which activation, and how it is initialised')
    .argument('<paths...>', 'files and directories')
    .addOption(choice('--format <format>', ['text', 'json'], 'text'))
    .option('--signal', 'also print shape, size of signal and gradient behind every step')
    .action((paths: string[], { format, signal }: { format: 'text' | 'json'; signal?: boolean }) =>
      done(traceCommand(paths, { format, signal: signal === true }, terminal)),
    );

  program
    .command('show')
    .description('show an activation: its formula, its values, its curve')
    .argument(
      '<subject>',
      'an expression (nn.LeakyReLU(0.2)), a catalogue id (gelu) or a place (model.py:12:9)',
    )
    .option('--param <name=value>', "set one of the catalogue's parameters (may be repeated)", collect, [])
    .option('--at <x,...>', 'the points to evaluate at', numbers)
    .option('--range <a,b>', 'the interval to show', numbers)
    .addOption(choice('--format <format>', ['text', 'json', 'svg'], 'text'))
    .action((subject: string, options: ShowOptions) => done(showCommand(subject, options, terminal)));

  program
    .command('rules')
    .description('list every rule')
    .addOption(choice('--format <format>', ['text', 'json'], 'text'))
    .action(({ format }: { format: 'text' | 'json' }) => done(rulesCommand(format, terminal)));

  return program;
}

function choice(flags: string, values: readonly string[], fallback: string): Option {
  return new Option(flags, `one of ${values.join(', ')}`).choices(values).default(fallback);
}

/** Figures of slow machines: the slowest real file took a few seconds on a busy one. */
const DEFAULT_TIME_LIMIT = 30;
/** What a timer can wait, in seconds. */
const LONGEST_TIME_LIMIT = 1_000_000;

function seconds(value: string): number {
  const number = readNumber(value.trim());
  if (!(number > 0 && number <= LONGEST_TIME_LIMIT))
    throw new InvalidArgumentError(`${value} is not a number of seconds.`);
  return number;
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function listOf(value: string, before: readonly string[] | undefined): readonly string[] {
  const names = value.split(',').map((name) => name.trim());
  return [...(before ?? []), ...names.filter((name) => name !== '')];
}

function numbers(value: string): readonly number[] {
  return value.split(',').map((part) => {
    const number = readNumber(part.trim());
    if (Number.isNaN(number)) throw new InvalidArgumentError(`${part} is not a number.`);
    return number;
  });
}

/** As Python and JavaScript write numbers. */
function readNumber(text: string): number {
  const infinity = /^([+-]?)inf(?:inity)?$/i.exec(text);
  if (infinity !== null) return infinity[1] === '-' ? -Infinity : Infinity;
  return text === '' ? Number.NaN : Number(text);
}
