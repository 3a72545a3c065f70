// node scripts/mutate-models.mjs [--misses] [--kind TEXT]: puts single faults into healthy programs (test/corpus/single-faults.ts) and says
// how many of each kind are noticed: by a new finding of any severity, and by a new warning or error. What stands on a healthy program is
// named, since nothing loud may.
import { parseArgs } from 'node:util';
import { bundled } from './lib/bundled.mjs';
import { generateSources, projectRoot } from './lib/steps.mjs';

const { values } = parseArgs({
  options: { misses: { type: 'boolean', default: false }, kind: { type: 'string', default: '' } },
});
await generateSources();
const { createLensService, defaultConfiguration, healthyPrograms, mutantsOf } = await bundled(
  'mutate-models',
  `export * from './test/corpus/single-faults'; export * from './src/core/service';
  export { defaultConfiguration } from './src/core/lint/configuration/configuration';`,
);

const isLoud = ({ severity }) => severity === 'warning' || severity === 'error';
const keyOf = ({ rule, severity }) => `${rule} ${severity}`;

function findingsOf(text) {
  return createLensService().update('file:///mutant.py', 1, text).findings(defaultConfiguration);
}

/** Findings that are more than what stood before, by rule and severity. */
function added(before, after) {
  const left = new Map();
  for (const finding of before) left.set(keyOf(finding), (left.get(keyOf(finding)) ?? 0) + 1);
  return after.filter((finding) => {
    const known = left.get(keyOf(finding)) ?? 0;
    left.set(keyOf(finding), known - 1);
    return known <= 0;
  });
}

const tally = new Map();
for (const program of healthyPrograms(projectRoot)) {
  const healthy = findingsOf(program.text);
  for (const { rule, severity } of healthy.filter(isLoud))
    console.log(`healthy ${program.name}: ${severity} ${rule}`);
  for (const mutant of mutantsOf(program)) {
    if (!mutant.kind.includes(values.kind)) continue;
    const fresh = added(healthy, findingsOf(mutant.text));
    const counts = tally.get(mutant.kind) ?? { all: 0, noticed: 0, loud: 0 };
    counts.all += 1;
    if (fresh.length > 0) counts.noticed += 1;
    if (fresh.some(isLoud)) counts.loud += 1;
    tally.set(mutant.kind, counts);
    if (values.misses && !fresh.some(isLoud))
      console.log(
        `missed ${mutant.kind}: ${mutant.program}:${mutant.line} ${mutant.text.split('\n')[mutant.line - 1]?.trim()}` +
          ` [${fresh.map(keyOf).join(', ')}]`,
      );
  }
}
let [all, noticed, loud] = [0, 0, 0];
for (const [kind, counts] of tally) {
  all += counts.all;
  noticed += counts.noticed;
  loud += counts.loud;
  console.log(
    `${String(counts.loud).padStart(4)} loud ${String(counts.noticed).padStart(4)} noticed of ${counts.all}  ${kind}`,
  );
}
console.log(`${noticed} of ${all} mutants noticed, ${loud} by a warning or an error`);
