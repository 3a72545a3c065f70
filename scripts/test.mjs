// npm test: installs what is missing, builds, runs every suite, and ends with one line that sums them up.
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { collect, installDependencies, projectRoot } from './lib/steps.mjs';

const results = join(projectRoot, 'test-results');

/** Reads what a vitest run counted. */
async function vitestCounts(file) {
  const report = JSON.parse(await readFile(file, 'utf8'));
  // A file that could not be loaded holds no test but fails the run.
  const brokenFiles = report.testResults.filter(
    (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

async function hostCounts(file) {
  const { passed, failed } = JSON.parse(await readFile(file, 'utf8'));
  return { passed, failed, skipped: 0 };
}

const vitest = (report, ...rest) => [
  ...['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
  ...rest,
];

/** A step that only succeeds or fails counts as one check. */
const check = (title, command) => ({ title, command, count: undefined });

/** One after the other, before anything else: the suites run on what they build. */
const builds = [
  check('package', [process.execPath, ['scripts/check-package.mjs']]),
  check('bundles', ['npm', ['run', '--silent', 'build']]),
];

const unitReport = join(results, 'unit.json');
const hostReport = join(results, 'hosts.json');
const workbenchReport = join(results, 'workbench.json');

/** One after the other, for each takes both cores of a small machine, and a workbench that waits for its turn runs into its time limits. */
const suites = [
  {
    title: 'unit and command line',
    command: ['npx', vitest(unitReport)],
    count: () => vitestCounts(unitReport),
  },
  {
    title: 'workbench',
    command: ['npx', vitest(workbenchReport, '--config', 'test/ui/vitest.config.mts')],
    count: () => vitestCounts(workbenchReport),
  },
];

/** Side by side: the hosts wait a good part of their time, what only computes fills it. */
const lanes = [
  [
    {
      title: 'extension hosts',
      command: [process.execPath, ['scripts/run-vscode-tests.mjs']],
      count: () => hostCounts(hostReport),
    },
  ],
  [
    check('ecosystem', [process.execPath, ['scripts/ecosystem.mjs']]),
    check('other editors', [process.execPath, ['scripts/try-editors.mjs', '--installed']]),
    check('types', ['npm', ['run', '--silent', 'typecheck']]),
    check('lint', ['npm', ['run', '--silent', 'lint']]),
  ],
];

await installDependencies();
await rm(results, { recursive: true, force: true });
await mkdir(results, { recursive: true });

const total = { passed: 0, failed: 0, skipped: 0 };
const lines = [];

/** Runs one step, shows what it wrote when it is done, and adds what it counted. */
async function run({ title, command, count }) {
  const start = Date.now();
  console.log(`— ${title} …`);
  const { code, output } = await collect(...command);
  console.log(`\n— ${title}\n${output.trimEnd()}\n`);
  const counted = await countOf(code, count);
  total.passed += counted.passed;
  total.failed += counted.failed;
  total.skipped += counted.skipped;
  const skips = counted.skipped > 0 ? `, ${counted.skipped} skipped` : '';
  const seconds = Math.round((Date.now() - start) / 1000);
  lines.push(`${title}: ${counted.passed} passed, ${counted.failed} failed${skips} (${seconds} s)`);
}

async function countOf(code, count) {
  const failedOnce = { passed: 0, failed: 1, skipped: 0 };
  if (count === undefined) return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : failedOnce;
  // A suite without a report did not run; one that ended badly without counting a failure failed once.
  const counted = await count().catch(() => failedOnce);
  return code !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
}

for (const step of [...builds, ...suites]) await run(step);
await Promise.all(
  lanes.map(async (steps) => {
    for (const step of steps) await run(step);
  }),
);

console.log(`\n${lines.join('\n')}`);
if (total.skipped > 0) console.log(`${total.skipped} skipped`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
