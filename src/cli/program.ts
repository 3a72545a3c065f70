/** The commands and options of the command line. */
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { cleanCommand } from './clean-command';
import { completionFor, SHELLS, type Shell } from './completion';
import { CommandFailure, EXIT_CLEAN, EXIT_FAILURE, messageOf } from './failure';
import { lintCommand } from './lint-command';
import type { LintOptions } from './lint-options';
import { DEFAULT_FORMAT, FORMATS } from './reports';
import { rulesCommand } from './rules-command';
import { serverCommand } from './server-command';
import { showCommand, type ShowOptions } from './show-command';
import type { Terminal } from './terminal';
import { TRACE_FORMATS, traceCommand, type TraceOptions } from './trace-command';

const TRACE_EXAMPLES = `
Formats: text and json list edges, with --signal figures of every step; markdown is a report for a pull request
(models, signal, gradient, findings), svg its picture.

Examples:
  activation-lens trace --signal model.py
  activation-lens trace --signal --size time=256 gpt.py
  activation-lens trace --format svg model.py > signal.svg
  activation-lens trace --compare old.py new.py
  activation-lens trace --compare main HEAD src --format markdown
  activation-lens trace --compare HEAD .              what is not committed yet`;

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
      // Nothing was asked for.
      if (error.code === 'commander.help') terminal.out(program.helpInformation());
      else terminal.error(`activation-lens: ${oneLine(error.message)}`);
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

  program
    .command('lint')
    .description('report activations, initialisers, cells and losses that do not belong together')
    .argument(
      '[paths...]',
      'files and directories, - for standard input; the working directory if none is given',
    )
    .optionsGroup('What is done about findings:')
    .option('--fix', 'apply safe fixes: the program means the same, or surely failed')
    .option('--unsafe-fixes', 'with --fix or --diff: suggestions, too, which change training')
    .option('--fix-only', 'apply fixes and report nothing that is left')
    .option('--diff', 'print what --fix would change instead of writing it; 1 if there is anything')
    .option('--show-fixes', 'list what was fixed')
    .option('--exit-non-zero-on-fix', 'end with 1 if anything was fixed, even if nothing is left')
    .option('--add-ignore', 'silence what is found by comments in the code')
    .option('--write-baseline <file>', 'write what is found to a file of findings that are known')
    .option('--baseline <file>', 'report only what this file does not know')
    .optionsGroup('Output:')
    .addOption(
      choice('--format <format>', 'form of the report', FORMATS, DEFAULT_FORMAT, 'ACTIVATION_LENS_FORMAT'),
    )
    .option('-o, --output-file <file>', 'write the report to a file')
    .option('--statistics', 'count findings by rule')
    .option('-q, --quiet', 'findings only, no summary')
    .option('-s, --silent', 'nothing but the exit code')
    .option('-w, --watch', 'run again whenever files change')
    .addOption(choice('--color <when>', 'colours', ['auto', 'always', 'never'], 'auto'))
    .addOption(
      choice(
        '--fail-on <severity>',
        'end with 1 if anything is as grave as this',
        ['error', 'warning', 'information', 'hint', 'never'],
        'warning',
      ),
    )
    .option('-e, --exit-zero', 'the same as --fail-on never')
    .optionsGroup('Rules and settings:')
    .addOption(list('--select <rules>', 'run only these rules or groups (comma-separated, may be repeated)'))
    .addOption(list('--extend-select <rules>', 'run these, too'))
    .addOption(list('--ignore <rules>', 'do not run these rules or groups'))
    .addOption(
      new Option(
        '--config <file>',
        'a pyproject.toml to use instead of the nearest one, or an option and its value (may be repeated)',
      ).argParser((value: string, before: readonly string[] = []) => [...before, value]),
    )
    .option('--isolated', 'use no configuration file')
    .option('--show-settings', 'print the settings of the first file')
    .optionsGroup('Files:')
    .addOption(list('--exclude <patterns>', 'leave out what matches, instead of what the configuration says'))
    .addOption(list('--extend-exclude <patterns>', 'leave this out, too'))
    .option('--no-respect-gitignore', 'look at files that .gitignore leaves out, too')
    .option('--stdin-filename <path>', 'the path that standard input goes by')
    .option('--show-files', 'print the files that would be linted')
    .option(
      '--time-limit <seconds>',
      'how long one file may take; one that takes longer is named and left',
      seconds,
      DEFAULT_TIME_LIMIT,
    )
    .option('-n, --no-cache', 'lint every file anew (ACTIVATION_LENS_NO_CACHE does the same)')
    .option('--cache-dir <directory>', 'where results are kept (or ACTIVATION_LENS_CACHE_DIR)')
    .action(
      async (paths: string[], { exitZero, ...options }: LintOptions & { readonly exitZero?: boolean }) =>
        done(
          await lintCommand(paths, exitZero === true ? { ...options, failOn: 'never' } : options, terminal),
        ),
    );

  program
    .command('trace')
    .description('print which layer feeds which activation, and how it is initialised')
    .argument(
      '<paths...>',
      'files and directories; with --compare two of them, or two git revisions and paths',
    )
    .addOption(choice('--format <format>', 'form of the report', TRACE_FORMATS, 'text'))
    .option('--signal', 'also print shape, size of signal and gradient behind every step')
    .addOption(
      new Option(
        '--size <name=number,...>',
        'take what the code leaves open to be this: lengths, by the names in printed shapes (time=256), and arguments of classes that nothing makes (dim=512)',
      ).argParser(sizesFrom),
    )
    .option('--compare', 'say what a change from OLD to NEW does to signal and gradient')
    .addHelpText('after', TRACE_EXAMPLES)
    .action((paths: string[], options: TraceOptions) => done(traceCommand(paths, options, terminal)));

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
    .addOption(choice('--format <format>', 'form of what is shown', ['text', 'json', 'svg'], 'text'))
    .action((subject: string, options: ShowOptions) => done(showCommand(subject, options, terminal)));

  program
    .command('server')
    .description('answer an editor as a language server, over standard input and output')
    .option('--stdio', 'the only way there is; editors say so')
    .option(
      '--time-limit <seconds>',
      'how long the analysis of one file may take; one that takes longer is named and left',
      seconds,
      SERVER_TIME_LIMIT,
    )
    .action(({ timeLimit }: { timeLimit: number }) => serverCommand(terminal.version, timeLimit));

  program
    .command('rules')
    .description('list every rule, or print the page of one')
    .argument('[name]', 'the rule to tell about')
    .addOption(choice('--format <format>', 'form of the list', ['text', 'json'], 'text'))
    .action((name: string | undefined, { format }: { format: 'text' | 'json' }) =>
      done(rulesCommand(name, format, terminal)),
    );

  program
    .command('clean')
    .description('take away all results that are kept')
    .option('--cache-dir <directory>', 'where they are kept')
    .action(({ cacheDir }: { cacheDir?: string }) => done(cleanCommand(cacheDir, terminal)));

  program
    .command('completion')
    .description('print what makes a shell complete commands, options and rules')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .action((shell: Shell) => {
      terminal.out(completionFor(shell, program));
      done(EXIT_CLEAN);
    });

  return program;
}

/** What commander says, the name that was meant behind it. */
function oneLine(message: string): string {
  return message
    .replace(/^error: /, '')
    .replace(/\n\((.*)\)/, '. $1')
    .replaceAll('\n', ' ');
}

/** Commander's help names the values itself. */
function choice(
  flags: string,
  description: string,
  values: readonly string[],
  fallback: string,
  variable?: string,
): Option {
  const option = new Option(flags, description).choices(values).default(fallback);
  return variable === undefined ? option : option.env(variable);
}

function list(flags: string, description: string): Option {
  return new Option(flags, description).argParser(listOf);
}

/** Figures of slow machines: the slowest real file took a few seconds on a busy one. */
const DEFAULT_TIME_LIMIT = 30;
/** Who types waits less long. */
const SERVER_TIME_LIMIT = 10;
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

/** No length and no width is larger. */
const LARGEST_SIZE = 1_000_000;

function sizesFrom(
  value: string,
  before: ReadonlyMap<string, number> = new Map(),
): ReadonlyMap<string, number> {
  const sizes = new Map(before);
  for (const part of value.split(',')) {
    const [name = '', length = ''] = part.split('=', 2).map((piece) => piece.trim());
    const number = readNumber(length);
    if (name === '' || !Number.isInteger(number) || number < 1 || number > LARGEST_SIZE)
      throw new InvalidArgumentError(`${part} is not a name and a number, such as time=256.`);
    sizes.set(name, number);
  }
  return sizes;
}

function listOf(value: string, before: readonly string[] | undefined): readonly string[] {
  const names = value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  // A variable that is not set would select nothing, and all would seem well.
  if (names.length === 0) throw new InvalidArgumentError('It names nothing.');
  return [...(before ?? []), ...names];
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
