// npm test: installs what is missing, builds, runs every suite, and ends with one line that sums them up.
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { installDependencies, projectRoot, show } from './lib/steps.mjs';

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

/** Steps that must succeed before a suite can run: each counts as one check. */
const builds = [
  // First, since the next step builds what the suites run on.
  { title: 'package', command: [process.execPath, ['scripts/check-package.mjs']] },
  { title: 'bundles', command: ['npm', ['run', '--silent', 'build']] },
  { title: 'types', command: ['npm', ['run', '--silent', 'typecheck']] },
  { title: 'lint', command: ['npm', ['run', '--silent', 'lint']] },
  { title: 'ecosystem', command: [process.execPath, ['scripts/ecosystem.mjs']] },
];

const unitReport = join(results, 'unit.json');
const hostReport = join(results, 'hosts.json');
const workbenchReport = join(results, 'workbench.json');

const suites = [
  {
    title: 'unit and command line',
    command: ['npx', vitest(unitReport)],
    count: () => vitestCounts(unitReport),
  },
  {
    title: 'extension hosts',
    command: [process.execPath, ['scripts/run-vscode-tests.mjs']],
    count: () => hostCounts(hostReport),
  },
  {
    title: 'workbench',
    command: ['npx', vitest(workbenchReport, '--config', 'test/ui/vitest.config.mts')],
    count: () => vitestCounts(workbenchReport),
  },
];

await installDependencies();
await rm(results, { recursive: true, force: true });
await mkdir(results, { recursive: true });

const total = { passed: 0, failed: 0, skipped: 0 };
const lines = [];
function note(title, { passed, failed, skipped }, start) {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  const skips = skipped > 0 ? `, ${skipped} skipped` : '';
  lines.push(
    `${title}: ${passed} passed, ${failed} failed${skips} (${Math.round((Date.now() - start) / 1000)} s)`,
  );
}

for (const { title, command } of builds) {
  const start = Date.now();
  const code = await show(...command);
  note(
    title,
    code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 },
    start,
  );
}
for (const { title, command, count } of suites) {
  console.log(`\n— ${title}`);
  const start = Date.now();
  const code = await show(...command);
  // A suite without a report did not run; one that ended badly without counting a failure failed once.
  const counted = await count().catch(() => ({ passed: 0, failed: 1, skipped: 0 }));
  note(title, code !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted, start);
}

console.log(`\n${lines.join('\n')}`);
if (total.skipped > 0) console.log(`${total.skipped} skipped`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
