// npm run ecosystem -- [--folder FOLDER] [--renew]: lints real code and compares what is said with what was said before.
// The packages that continuous integration installs are linted always, the public repositories of test/ecosystem/repositories.json where
// they lie in FOLDER (or in ACTIVATION_LENS_REPOSITORIES) as OWNER+NAME at their commit. A line of the baseline is the path, the line, the
// rule, the severity and the message's figures. Any difference fails; --renew writes the baseline anew, to be read and committed with the
// change that made the difference.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { pythonPackage } from './lib/python-packages.mjs';
import { projectRoot } from './lib/steps.mjs';

const commandLine = join(projectRoot, 'dist', 'cli.js');
const folderOfBaselines = join(projectRoot, 'test', 'ecosystem');
/** More of them are cut off: what is new in a large difference is read in the file itself. */
const mostShown = 40;

const { values: options } = parseArgs({
  options: { folder: { type: 'string' }, renew: { type: 'boolean', default: false } },
});

const packages = [
  { name: 'torchvision', package: 'torchvision' },
  { name: 'torchaudio', package: 'torchaudio' },
  { name: 'torchtext', package: 'torchtext' },
  { name: 'keras-applications', package: 'keras_applications' },
  { name: 'torch-nn', package: 'torch', part: 'nn' },
];

let different = 0;
let skipped = 0;
for (const { name, package: module, part } of packages) {
  const found = pythonPackage(module);
  if (found !== undefined) compare(name, { version: versionOf(module) }, join(found, part ?? ''));
  else skip(name, `the Python package ${module} is not installed`);
}
const repositories = JSON.parse(readFileSync(join(folderOfBaselines, 'repositories.json'), 'utf8'));
const folder = options.folder ?? process.env.ACTIVATION_LENS_REPOSITORIES;
if (folder !== undefined)
  for (const { repository, commit } of repositories) {
    const name = repository.replace('/', '+');
    const path = join(folder, name);
    if (existsSync(path)) compare(name, { commit }, path);
    else skip(name, `it does not lie in ${folder}`);
  }
console.log(
  different === 0
    ? `Nothing is said otherwise than before${skipped > 0 ? ` (${skipped} skipped)` : ''}.`
    : `${different} differ. Read each difference; if it is meant, run npm run ecosystem -- --renew and commit the baseline with the change.`,
);
process.exitCode = different === 0 ? 0 : 1;

function skip(name, reason) {
  // Continuous integration installs the packages: there a missing one is a mistake.
  if (process.env.CI !== undefined && folder === undefined) throw new Error(`${name}: ${reason}`);
  console.log(`${name}: skipped, ${reason}`);
  skipped += 1;
}

function versionOf(module) {
  const code = `import importlib.metadata as m; print(m.version('${module}'))`;
  try {
    return execFileSync(process.env.PYTHON ?? '/usr/bin/python3', ['-c', code], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}

function compare(name, origin, path) {
  const file = join(folderOfBaselines, `${name}.json`);
  const findings = lint(path);
  if (options.renew) {
    mkdirSync(dirname(file), { recursive: true });
    // One finding a line, so that a difference of two baselines is read like one of two programs.
    const lines = findings.map((line) => `    ${JSON.stringify(line)}`).join(',\n');
    const header = `  "origin": ${JSON.stringify(origin)},\n`;
    writeFileSync(file, `{\n${header}  "findings": [${lines === '' ? '' : `\n${lines}\n  `}]\n}\n`);
    console.log(`${name}: ${findings.length} findings written`);
    return;
  }
  if (!existsSync(file)) {
    console.log(`${name}: there is no baseline`);
    different += 1;
    return;
  }
  const baseline = JSON.parse(readFileSync(file, 'utf8'));
  const [key, now] = Object.entries(origin)[0];
  if (baseline.origin[key] !== now) {
    console.log(`${name}: ${key} ${now} is here, the baseline is of ${baseline.origin[key]}`);
    different += 1;
    return;
  }
  const [before, after] = [new Set(baseline.findings), new Set(findings)];
  const changes = [
    ...baseline.findings.filter((line) => !after.has(line)).map((line) => `  - ${line}`),
    ...findings.filter((line) => !before.has(line)).map((line) => `  + ${line}`),
  ];
  console.log(`${name}: ${findings.length} findings, ${changes.length} differences`);
  for (const line of changes.slice(0, mostShown)) console.log(line);
  if (changes.length > mostShown) console.log(`  … and ${changes.length - mostShown} more`);
  if (changes.length > 0) different += 1;
}

/** What is said of the Python files and notebooks in a folder, a line each, in order. */
function lint(path) {
  const command = ['lint', '.', '--format', 'json', '--fail-on', 'never'];
  let output;
  try {
    output = execFileSync(process.execPath, [commandLine, ...command], {
      cwd: path,
      encoding: 'utf8',
      maxBuffer: 500_000_000,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  } catch (error) {
    // A file that was not read is named on standard error; what was read is compared all the same.
    if (error.status !== 1 && error.status !== 2) throw error;
    output = error.stdout;
  }
  return JSON.parse(output)
    .map(({ path: file, rule, severity, message, range }) => {
      const figures = message.match(/[×−-]?\d+(?:[.,]\d+)?(?:e[−-]?\d+)?/g) ?? [];
      const cell = range.cell === undefined ? '' : `cell ${range.cell}:`;
      return [`${file.replaceAll('\\', '/')}:${cell}${range.start.line}`, severity, rule, ...figures].join(
        ' ',
      );
    })
    .sort();
}
